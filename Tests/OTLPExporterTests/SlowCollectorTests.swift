import OTLPExporter
import OTLPReceiver
import Synchronization
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// A collector that takes everything, but slower than it comes.
final class SlowCollectorTests: XCTestCase {
  private static let (rounds, threads, items) = (20, 8, 250)
  private static let budget = 512 << 10
  private static let padding = String(repeating: "x", count: 200)

  func test_FS18_slowCollector_costsNoMemoryBeyondTheBudget_andHoldsUpNobodyWhoRecords() throws {
    let gate = Gate()
    let collector = try FakeCollector()
    defer { collector.stop() }
    defer { gate.openForGood() }
    collector.answer { _ in
      gate.pass()
      return .ok
    }
    let rig = Rig(
      collector,
      options: {
        $0.maximumQueueBytes = Self.budget
        // A request whose answer is given up would be sent twice.
        $0.timeout = .seconds(600)
      })
    var memory: [Int] = []
    for _ in 0..<Self.rounds {
      // This ends while the collector keeps everybody waiting who waits for it.
      XCTAssertLessThanOrEqual(record(with: rig), Self.budget)
      memory.append(ResidentMemory.bytes)
      gate.open()
    }
    XCTAssertLessThanOrEqual(collector.requests.count, Self.rounds)
    gate.openForGood()
    XCTAssertTrue(rig.flush(within: .seconds(60)))
    let ledger = rig.shutdown()

    let each = UInt64(Self.rounds * Self.threads * Self.items)
    try collector.expect(conserved: ledger, recorded: ItemCounts(spans: each, logRecords: each))
    let dropped = try XCTUnwrap(ledger.dropped[.queueFull])
    XCTAssertEqual(ledger.exported + dropped, ledger.accepted)
    XCTAssertGreaterThan(ledger.exported.total, 1_000)
    XCTAssertGreaterThan(dropped.total, ledger.exported.total)
    let (first, last) = (memory.prefix(Self.rounds / 2).max() ?? 0, memory.suffix(Self.rounds / 2).max() ?? 0)
    XCTAssertLessThan(last - first, 16 << 20, "\(memory)")
  }

  /// Records on many threads; the most bytes that have waited meanwhile, at least.
  private func record(with rig: Rig) -> Int {
    let (tracer, logger) = (rig.tracerProvider.tracer(named: "t"), rig.loggerProvider.logger(named: "l"))
    let most = Mutex(0)
    onThreads(Self.threads) { _ in
      for _ in 0..<Self.items {
        tracer.startSpan(Self.padding).end()
        logger.emit(.string(Self.padding), severity: .info)
        // What is in open batches has not been handed over, but counts.
        let bytes = Int(rig.exporter.ledger.queued.total) * Self.padding.utf8.count
        most.withLock { $0 = max($0, bytes, rig.exporter.queuedBytes) }
      }
    }
    return most.withLock(\.self)
  }
}

/// What lets one pass for each time it was opened.
private final class Gate: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  private let isOpen = Atomic(false)

  func open() { semaphore.signal() }

  func openForGood() {
    isOpen.store(true, ordering: .releasing)
    semaphore.signal()
  }

  func pass() {
    if !isOpen.load(ordering: .acquiring) { semaphore.wait() }
  }
}
