import Foundation
import GRDB
import Spool
import SpoolProcess
import XCTest

final class SpoolQueueTests: XCTestCase {
  func test_FS26_whatIsStored_comesBackAsItWas_afterTheNextStart() throws {
    try withSpoolDirectory { path in
      let time = SetTime()
      let requests = [
        SpoolRequest(.traces, for: "a", itemCount: 3, bytes: [1, 2, 3]),
        SpoolRequest(.traces, for: "a", itemCount: 0, bytes: []),
        SpoolRequest(.traces, for: "a", itemCount: 7, bytes: Array(repeating: 0xFF, count: 3_600_000)),
      ]
      do {
        let spool = try Spool.open(at: path, clock: time.clock)
        for request in requests { XCTAssertEqual(try spool.store(request), []) }
        let own = try spool.claim(.traces, for: "a", atMost: .max).requests
        XCTAssertEqual(own.map(\.isOwn), [true, true, true])
      }
      time.pass(.seconds(1))
      let spool = try Spool.open(at: path, clock: time.clock)
      XCTAssertNil(spool.notice)
      let claim = try spool.claim(.traces, for: "a", atMost: .max)

      XCTAssertEqual(claim.requests.map(\.request), requests)
      XCTAssertEqual(claim.requests.map(\.isOwn), [false, false, false])
      XCTAssertEqual(Set(claim.requests.map(\.storedAt)), [time.clock() - 1_000_000_000])
    }
  }

  func test_FS26_claims_areOldestFirst_bySignalAndDestination() throws {
    try withSpoolDirectory { path in
      let spool = try Spool.open(at: path)
      for (signal, destination, number) in [
        (SpoolRequest.Signal.traces, "a", 1), (.logs, "a", 2), (.traces, "b", 3), (.traces, "a", 4),
        (.metrics, "a", 5),
      ] {
        _ = try spool.store(SpoolRequest(signal, for: destination, itemCount: number, bytes: [0]))
      }
      let claimed = try SpoolRequest.Signal.allCases.map { signal in
        try spool.claim(signal, for: "a", atMost: .max).requests.map(\.request.itemCount)
      }

      XCTAssertEqual(claimed, [[5], [1, 4], [2]])
      XCTAssertEqual(try spool.claim(.traces, for: "a", atMost: .max).requests, [])
      XCTAssertEqual(try spool.claim(.traces, for: "b", atMost: .max).requests.map(\.request.itemCount), [3])
    }
  }

  func test_FS26_claim_takesNoMoreThanAskedFor_butAlwaysOne() throws {
    try withSpoolDirectory { path in
      let spool = try Spool.open(at: path)
      for number in 1...4 { _ = try spool.store(.numbered(number, size: 1_000)) }
      let cost = 1_000 + SpoolRequest.overhead

      XCTAssertEqual(try spool.claim(.traces, for: "collector", atMost: 2 * cost).requests.count, 2)
      XCTAssertEqual(try spool.claim(.traces, for: "collector", atMost: cost - 1).requests.count, 1)
      XCTAssertEqual(try spool.claim(.traces, for: "collector", atMost: 0).requests.count, 1)
      XCTAssertEqual(try spool.claim(.traces, for: "collector", atMost: 0).requests.count, 0)
    }
  }

  func test_FS26_requestsGivenBack_keepTheirPlace_andConfirmedOnesAreGone() throws {
    try withSpoolDirectory { path in
      let spool = try Spool.open(at: path)
      for number in 1...4 { _ = try spool.store(.numbered(number)) }
      let ids = try spool.claim(.traces, for: "collector", atMost: .max).requests.map(\.id)

      XCTAssertEqual(try spool.confirm([ids[1]]), 1)
      XCTAssertEqual(try spool.giveBack([ids[0], ids[2]]), 2)
      // Twice, or of a request that is gone, changes nothing.
      XCTAssertEqual(try spool.confirm([ids[1], ids[0]]), 0)
      XCTAssertEqual(try spool.giveBack([ids[0], ids[1]]), 0)

      XCTAssertEqual(try spool.drainNumbers(), [1, 3])
      XCTAssertEqual(
        try spool.counts(), [.traces: SpoolCounts(requests: 1, items: 4, bytes: 1_000)])
    }
  }

  func test_FS26_spoiledBytes_areNotHandedOut_andCounted() throws {
    try withSpoolDirectory { path in
      let spool = try Spool.open(at: path)
      for number in 1...3 { _ = try spool.store(.numbered(number)) }
      try DatabaseQueue(path: path + "/spool.sqlite").write { database in
        try database.execute(
          sql:
            "UPDATE request SET bytes = CAST(substr(bytes, 1, 500) || x'00' || substr(bytes, 502) AS BLOB) WHERE items = 2"
        )
      }
      let claim = try spool.claim(.traces, for: "collector", atMost: .max)

      XCTAssertEqual(claim.requests.map(\.request.itemCount), [1, 3])
      XCTAssertEqual(
        claim.losses, [SpoolLoss(.damaged, .traces, isOwn: true, requests: 1, items: 2)])
      XCTAssertEqual(try spool.counts()[.traces]?.items, 4)
    }
  }

  /// A disk may make anything of the types in a row, which is no reason to stop.
  func test_FS26_rowOfOtherTypes_isNotHandedOut() throws {
    for spoiled in [
      "items = 'many'", "checksum = x'00'", "stored_at = 'later'", "bytes = 7", "stored_by = 'me'",
      "turn = -1",
      "cost = 1",
    ] {
      try withSpoolDirectory { path in
        let spool = try Spool.open(at: path)
        for number in 1...3 { _ = try spool.store(.numbered(number)) }
        try spoil(spoiled, ofRequest: 2, path)
        let claim = try spool.claim(.traces, for: "collector", atMost: .max)

        XCTAssertEqual(claim.requests.map(\.request.itemCount), [1, 3], spoiled)
        XCTAssertEqual(claim.losses.map(\.requests), [1], spoiled)
      }
    }
  }

  func test_FS26_requestBehindDamagedOnes_isHandedOutInTheSameCall() throws {
    try withSpoolDirectory { path in
      let spool = try Spool.open(at: path)
      for number in 1...4 { _ = try spool.store(.numbered(number)) }
      for id in 1...3 { try spoil("checksum = 1", ofRequest: id, path) }

      let claim = try spool.claim(.traces, for: "collector", atMost: 0)
      XCTAssertEqual(claim.requests.map(\.request), [.numbered(4)])
      XCTAssertEqual(claim.losses.map(\.requests), [1, 1, 1])
    }
  }

  func test_FS26_drainedSpool_givesTheDiskBack() throws {
    try withSpoolDirectory { path in
      let spool = try Spool.open(at: path)
      for number in 0..<100 { _ = try spool.store(.numbered(number, size: 100_000)) }
      XCTAssertEqual(try spool.drainNumbers(), Array(0..<100))
      // A checkpoint moves the log into the file, as SQLite does by itself before long.
      try DatabaseQueue(path: path + "/spool.sqlite").writeWithoutTransaction {
        try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      }
      let size = try FileManager.default.attributesOfItem(atPath: path + "/spool.sqlite")[.size] as? Int

      XCTAssertLessThan(size ?? .max, 100_000)
    }
  }
}
