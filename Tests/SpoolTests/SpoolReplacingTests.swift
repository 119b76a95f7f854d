import Spool
import SpoolProcess
import XCTest

final class SpoolReplacingTests: XCTestCase {
  func test_FS26_pieces_takeThePlaceOfTheirRequest_andItsAge() throws {
    try withSpoolDirectory { path in
      let time = SetTime()
      let spool = try Spool.open(at: path, clock: time.clock)
      for number in 1...2 { _ = try spool.store(.numbered(number)) }
      let stored = time.clock()
      let first = try XCTUnwrap(spool.claim(.traces, for: "collector", atMost: 0).requests.first)
      time.pass(.seconds(60))

      XCTAssertTrue(try spool.replace(first.id, with: [.numbered(3), .numbered(4)]))
      XCTAssertFalse(try spool.replace(first.id, with: [.numbered(5)]))
      let rest = try spool.claim(.traces, for: "collector", atMost: .max).requests
      XCTAssertEqual(rest.map(\.request), [.numbered(3), .numbered(4), .numbered(2)])
      XCTAssertEqual(Set(rest.map(\.storedAt)), [stored])
      XCTAssertEqual(rest.map(\.isOwn), [true, true, true])
      XCTAssertEqual(try spool.confirm(rest.map(\.id)), 3)
      XCTAssertEqual(try spool.counts(), [:])
    }
  }

  func test_FS26_piecesOfAPiece_comeBeforeTheOtherPieces_andNewOnesLast() throws {
    try withSpoolDirectory { path in
      let spool = try Spool.open(at: path)
      for number in 1...2 { _ = try spool.store(.numbered(number)) }
      for pieces in [[3, 4], [5, 6]] {
        let first = try XCTUnwrap(spool.claim(.traces, for: "collector", atMost: 0).requests.first)
        XCTAssertTrue(try spool.replace(first.id, with: pieces.map { .numbered($0) }))
      }
      _ = try spool.store(.numbered(7))

      let rest = try spool.claim(.traces, for: "collector", atMost: .max).requests
      XCTAssertEqual(rest.map(\.request), [5, 6, 4, 2, 7].map { .numbered($0) })
    }
  }

  func test_FS26_requestThatAnotherSpoolSends_isNotReplaced() throws {
    try withSpoolDirectory { path in
      let (spool, other) = (try Spool.open(at: path), try Spool.open(at: path))
      _ = try spool.store(.numbered(1))
      let claimed = try XCTUnwrap(other.claim(.traces, for: "collector", atMost: 0).requests.first)

      XCTAssertFalse(try spool.replace(claimed.id, with: [.numbered(2)]))
      XCTAssertTrue(try other.replace(claimed.id, with: [.numbered(3)]))
      let pieces = try spool.claim(.traces, for: "collector", atMost: .max).requests
      // It was this one's, whoever has cut it.
      XCTAssertEqual(pieces.map(\.request), [.numbered(3)])
      XCTAssertEqual(pieces.map(\.isOwn), [true])
    }
  }
}
