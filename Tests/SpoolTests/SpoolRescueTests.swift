import Foundation
import GRDB
import Spool
import SpoolProcess
import TestSupport
import XCTest

/// What becomes of the requests of a file that a disk has damaged.
final class SpoolRescueTests: XCTestCase {
  private let pageSize = 4_096

  func test_FS26_damagedPageInTheMiddle_costsOnlyItsOwnRequest() throws {
    try withSpoolDirectory { path in
      try fill(path, with: 0..<100)
      try damage(path) { file in overwrite(&file, page: file.count / pageSize / 2) }
      let spool = try Spool.open(at: path)

      let numbers = try spool.drainNumbers()
      XCTAssertEqual(numbers.count, 99)
      XCTAssertEqual(numbers, numbers.sorted())
      XCTAssertEqual(Set(numbers).count, 99)
      XCTAssertEqual(
        spool.notice?.components(separatedBy: "; moved to ").last,
        "\(path)/spool.sqlite.bad, and a new spool begun, with 99 of its requests; 1 could not be read")
    }
  }

  func test_FS26_damagedIndex_costsNoRequest() throws {
    for index in ["request_age", "request_turn"] {
      try withSpoolDirectory { path in
        try fill(path, with: 0..<100)
        let root = try rootPage(of: index, path)
        try damage(path) { file in overwrite(&file, page: root - 1) }
        let spool = try Spool.open(at: path)

        XCTAssertEqual(spool.notice?.hasSuffix(", with 100 of its requests"), true, spool.notice ?? "none")
        XCTAssertEqual(spool.notice?.contains("\n"), false)
        XCTAssertEqual(try spool.drainNumbers(), Array(0..<100))
      }
    }
  }

  func test_FS26_damagedTable_isCounted_andTheSpoolServes() throws {
    try withSpoolDirectory { path in
      try fill(path, with: 0..<100)
      let root = try rootPage(of: "request", path)
      try damage(path) { file in overwrite(&file, page: root - 1) }
      let spool = try Spool.open(at: path)

      XCTAssertEqual(
        spool.notice?.hasSuffix(", with 0 of its requests; 100 could not be read"), true,
        spool.notice ?? "none")
      _ = try spool.store(.numbered(7))
      XCTAssertEqual(try spool.drainNumbers(), [7])
    }
  }

  /// Small requests share pages, large ones have many; a page anywhere may hold anything.
  func test_FS26_damageAnywhere_neverStopsTheProgram_andHandsOutNothingSpoiled() throws {
    var random = SplitMix(seed: 26)
    var rescued = 0
    for round in 0..<20 {
      try withSpoolDirectory { path in
        try fill(path, with: 0..<60, size: round % 2 == 0 ? 100 : 9_000)
        try damage(path) { file in
          for _ in 0...round % 3 {
            // The head stays, so that it is still a spool.
            let page = Int.random(in: 1..<file.count / pageSize, using: &random)
            for offset in 0..<(round % 5 == 0 ? 8 : pageSize) {
              file[page * pageSize + offset] = UInt8.random(in: 0...255, using: &random)
            }
          }
        }
        let spool = try Spool.open(at: path)
        let numbers = try spool.drainNumbers()

        XCTAssertEqual(numbers, Array(Set(numbers)).sorted())
        XCTAssertTrue(Set(0..<60).isSuperset(of: numbers))
        rescued += numbers.count
        _ = try spool.store(.numbered(99))
        XCTAssertEqual(try spool.drainNumbers(), [99])
      }
    }
    XCTAssertGreaterThan(rescued, 400)
  }

  func test_FS26_largeFile_isNotReadAtTheStart_butWhenDamageWasMet() throws {
    try withSpoolDirectory { path in
      try fill(path, with: 0..<20)
      let root = try rootPage(of: "request_turn", path)
      try damage(path) { file in overwrite(&file, page: root - 1) }
      var options = SpoolOptions()
      options.maximumCheckedBytes = 0
      let spool = try Spool.open(at: path, options: options)
      XCTAssertNil(spool.notice)
      let error = spoolError { () throws(SpoolError) in
        _ = try spool.claim(.traces, for: "collector", atMost: 0)
      }
      guard case .damaged = error?.reason else { return XCTFail("\(String(describing: error))") }

      let again = try Spool.open(at: path, options: options, as: spool.owner)
      XCTAssertEqual(again.notice?.hasSuffix(", with 20 of its requests"), true, again.notice ?? "none")
      XCTAssertEqual(try again.drainNumbers(), Array(0..<20))
    }
  }

  func test_FS26_claimedRequests_areRescuedToo_andNoIdIsUsedTwice() throws {
    try withSpoolDirectory { path in
      var claimed: [Int64] = []
      do {
        let spool = try Spool.open(at: path)
        for number in 0..<20 { _ = try spool.store(.numbered(number, size: 9_000)) }
        claimed = try spool.claim(.traces, for: "collector", atMost: 50_000).requests.map(\.id)
      }
      XCTAssertEqual(claimed, Array(1...5))
      let root = try rootPage(of: "request_age", path)
      try damage(path) { file in overwrite(&file, page: root - 1) }
      let spool = try Spool.open(at: path)
      _ = try spool.store(.numbered(20))

      let claim = try spool.claim(.traces, for: "collector", atMost: .max)
      XCTAssertEqual(claim.requests.map(\.id), Array(1...21))
      XCTAssertEqual(claim.requests.map(\.isOwn), Array(repeating: false, count: 20) + [true])
    }
  }

  func test_FS26_rescue_takesTheNewest_thatTheSpoolHasRoomFor() throws {
    try withSpoolDirectory { path in
      try fill(path, with: 0..<100)
      let root = try rootPage(of: "request_age", path)
      try damage(path) { file in overwrite(&file, page: root - 1) }
      var options = SpoolOptions()
      options.maximumBytes = 10 * (9_000 + SpoolRequest.overhead)
      let spool = try Spool.open(at: path, options: options)

      XCTAssertEqual(
        spool.notice?.hasSuffix(", with 10 of its requests; there was no time or room for 90"), true,
        spool.notice ?? "none")
      XCTAssertEqual(try spool.drainNumbers(), Array(90..<100))
    }
  }

  func test_FS26_rescue_endsWhenItsTimeIsOver() throws {
    try withSpoolDirectory { path in
      try fill(path, with: 0..<100)
      let root = try rootPage(of: "request_age", path)
      try damage(path) { file in overwrite(&file, page: root - 1) }
      let time = SetTime()
      var options = SpoolOptions()
      options.maximumAge = .seconds(1_000_000_000)
      // Each look at the clock takes eight milliseconds: the time is over while the rows are copied.
      let spool = try Spool.open(at: path, options: options) {
        time.pass(.milliseconds(8))
        return time.clock()
      }

      let numbers = try spool.drainNumbers()
      XCTAssertEqual(numbers, Array(100 - numbers.count..<100))
      XCTAssertGreaterThan(numbers.count, 0)
      XCTAssertEqual(
        spool.notice?.hasSuffix(
          ", with \(numbers.count) of its requests; there was no time or room for \(100 - numbers.count)"),
        true, spool.notice ?? "none")
    }
  }

  // MARK: Damage

  private func fill(_ path: String, with numbers: Range<Int>, size: Int = 9_000) throws {
    let spool = try Spool.open(at: path)
    for number in numbers { _ = try spool.store(.numbered(number, size: size)) }
  }

  private func rootPage(of name: String, _ path: String) throws -> Int {
    try DatabaseQueue(path: path + "/spool.sqlite").read { database in
      let sql = "SELECT rootpage FROM sqlite_master WHERE name = ?"
      return try XCTUnwrap(Int.fetchOne(database, sql: sql, arguments: [name]))
    }
  }

  private func damage(_ path: String, _ change: (inout Data) -> Void) throws {
    let file = URL(filePath: path + "/spool.sqlite")
    var bytes = try Data(contentsOf: file)
    change(&bytes)
    try bytes.write(to: file)
  }

  private func overwrite(_ file: inout Data, page: Int) {
    file.replaceSubrange(
      page * pageSize..<(page + 1) * pageSize, with: [UInt8](repeating: 0xA5, count: pageSize))
  }
}
