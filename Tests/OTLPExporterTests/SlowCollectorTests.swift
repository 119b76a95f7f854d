import OTLPExporter
import OTLPReceiver
import Synchronization
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// A collector that takes everything, but slower than it comes.
final class SlowCollectorTests: XCTestCase {
  private static let (rounds, threads, spansAndRecords) = (20, 8, 250)
  private static let budget = 256 << 10

  func test_FS18_slowCollector_costsNoMemoryBeyondTheBudget_andHoldsUpNobodyWhoRecords() throws {
    let gate = Gate()
    let collector = try FakeCollector()
    defer { collector.stop() }
    collector.answer { _ in
      gate.pass()
      return .ok
    }
    let rig = Rig(
      collector,
      options: {
        $0.maximumQueueBytes = Self.budget
        // An answer that nobody waits for any more would be a request sent twice.
        $0.timeout = .seconds(600)
      })
    var memory: [Int] = []
    for _ in 0..<Self.rounds {
      // Recording ends while the collector keeps everybody waiting, or this test does not end.
      record(with: rig)
      XCTAssertLessThanOrEqual(rig.exporter.queuedBytes, Self.budget)
      memory.append(ResidentMemory.bytes)
      gate.open(1)
    }
    XCTAssertLessThan(collector.requests.count, Self.rounds + 2)
    gate.open(1_000_000)
    XCTAssertTrue(rig.flush(within: .seconds(60)))
    let ledger = rig.shutdown()

    let half = UInt64(Self.rounds * Self.threads * Self.spansAndRecords)
    try collector.expect(conserved: ledger, recorded: ItemCounts(spans: half, logRecords: half))
    let dropped = try XCTUnwrap(ledger.dropped[.queueFull])
    XCTAssertEqual(ledger.dropped, [.queueFull: dropped])
    XCTAssertEqual(ledger.exported + dropped, ledger.accepted)
    XCTAssertGreaterThan(dropped.total, ledger.exported.total)
    XCTAssertGreaterThan(ledger.exported.total, 1_000)
    print("FS18", ledger, memory.map { $0 >> 10 })
  }

  /// Records on many threads, and looks meanwhile that what waits stays within its budget.
  private func record(with rig: Rig) {
    onThreads(Self.threads) { _ in
      for _ in 0..<Self.spansAndRecords {
        rig.endSpans(1)
        rig.emitRecords(1)
        let bytes = rig.exporter.queuedBytes
        if bytes > Self.budget { XCTFail("\(bytes) bytes wait") }
      }
    }
  }
}

/// What lets one pass for each time it was opened.
private final class Gate: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)

  func open(_ count: Int) {
    for _ in 0..<count { semaphore.signal() }
  }

  func pass() {
    semaphore.wait()
  }
}
