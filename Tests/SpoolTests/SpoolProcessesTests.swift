import Foundation
import Spool
import SpoolProcess
import XCTest

final class SpoolProcessesTests: XCTestCase {
  func test_FS15_FS26_processKilledWhileStoring_losesNothingItWasToldIsStored() throws {
    try withSpoolDirectory { path in
      var next = 0
      for _ in 0..<5 {
        let process = try OtherProcess(path, "store", String(next))
        for _ in 0..<50 { XCTAssertNotNil(process.line()) }
        let said = 50 + process.killed().count
        XCTAssertEqual(process.status, SIGKILL)

        let spool = try Spool.open(at: path)
        XCTAssertNil(spool.notice)
        let stored = try spool.counts()[.traces]?.requests ?? 0
        // The last one may have been stored and not said.
        XCTAssertTrue(stored == said || stored == said + 1, "\(stored) stored, \(said) said")
        XCTAssertEqual(try spool.drainNumbers(), Array(next..<next + stored))
        next += stored
      }
    }
  }

  func test_FS26_twoProcessesThatDrain_sendEachRequestOnce() throws {
    try withSpoolDirectory { path in
      let spool = try Spool.open(at: path)
      for number in 0..<2_000 { _ = try spool.store(.numbered(number)) }
      let processes = try (0..<2).map { _ in try OtherProcess(path, "drain", "20000") }
      // Both have claimed their first share before either goes on.
      for process in processes { XCTAssertEqual(process.line(), "ready") }
      for process in processes { try process.goOn() }
      let drained = processes.map { process in process.lines().compactMap { Int($0) } }

      XCTAssertEqual(processes.map(\.status), [0, 0])
      XCTAssertEqual(drained.joined().sorted(), Array(0..<2_000))
      XCTAssertFalse(drained.contains { $0.isEmpty })
      XCTAssertEqual(try spool.counts(), [:])
    }
  }

  func test_FS26_claimsOfALivingProcess_areKept_andThoseOfADeadOneReturn() throws {
    try withSpoolDirectory { path in
      let spool = try Spool.open(at: path)
      for number in 1...3 { _ = try spool.store(.numbered(number)) }
      let process = try OtherProcess(path, "hold")
      XCTAssertEqual(process.line(), "1 2 3")
      _ = try spool.store(.numbered(4))
      XCTAssertEqual(try spool.drainNumbers(), [4])

      _ = process.killed()
      XCTAssertEqual(try spool.drainNumbers(), [1, 2, 3])
      XCTAssertEqual(try owners(path), 1)
    }
  }

  func test_FS26_spoolThatIsClosed_freesItsClaims() throws {
    try withSpoolDirectory { path in
      let spool = try Spool.open(at: path)
      _ = try spool.store(.numbered(1))
      do {
        let other = try Spool.open(at: path)
        XCTAssertEqual(try other.claim(.traces, for: "collector", atMost: .max).requests.count, 1)
        XCTAssertEqual(try spool.drainNumbers(), [])
        XCTAssertEqual(try owners(path), 2)
      }
      XCTAssertEqual(try owners(path), 1)
      XCTAssertEqual(try spool.drainNumbers(), [1])
    }
  }

  func test_FS26_drainOfTenThousandRequests_needsTheMemoryOfOneShare() throws {
    try withSpoolDirectory { path in
      var options = SpoolOptions()
      options.maximumBytes = 256 * 1_048_576
      let spool = try Spool.open(at: path, options: options)
      for number in 0..<10_000 { _ = try spool.store(.numbered(number, size: 8_000)) }
      let process = try OtherProcess(path, "drain", "262144")
      XCTAssertEqual(process.line(), "ready")
      try process.goOn()
      var lines = process.lines()
      let growth = try XCTUnwrap(lines.popLast()?.split(separator: " ").last.flatMap { Int($0) })

      XCTAssertEqual(lines.compactMap { Int($0) }, Array(0..<10_000))
      XCTAssertEqual(process.status, 0)
      // Of 80 MB; SQLite keeps 2 MB of pages.
      XCTAssertLessThan(growth, 8_192)
    }
  }

  func test_FS26_forkedProcess_isRefused_andTheParentGoesOn() throws {
    try withSpoolDirectory { path in
      let lines = try OtherProcess(path, "fork").lines()

      XCTAssertEqual(
        lines,
        ["refused: \(path): expected the process that opened the spool, found a fork of it", "2"])
      XCTAssertEqual(try Spool.open(at: path).drainNumbers(), [2])
    }
  }

  func test_FS26_metricsOfOneProcess_areHandedOutInTheirOrder_whoeverSendsThem() throws {
    try withSpoolDirectory { path in
      let (ours, other) = (try Spool.open(at: path), try Spool.open(at: path))
      func store(_ number: Int, in spool: Spool) throws {
        _ = try spool.store(
          SpoolRequest(.metrics, for: "collector", itemCount: number, bytes: [UInt8(number)]))
      }
      func next(_ spool: Spool) throws -> SpooledRequest? {
        try spool.claim(.metrics, for: "collector", atMost: 0).requests.first
      }
      try store(1, in: ours)
      try store(2, in: ours)
      try store(3, in: other)
      let first = try XCTUnwrap(next(other))
      XCTAssertEqual(first.request.itemCount, 1)
      // The second has to wait for the first, and the third does not.
      XCTAssertEqual(try next(ours)?.request.itemCount, 3)
      let none = try ours.claim(.metrics, for: "collector", atMost: 0)
      XCTAssertEqual(none.requests, [])
      XCTAssertTrue(none.isBehindOthers)
      try other.confirm([first.id])
      XCTAssertEqual(try next(ours)?.request.itemCount, 2)
    }
  }

  /// How many locks of owners there are.
  private func owners(_ path: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: path).count { $0.hasPrefix("owner-") }
  }
}
