import Foundation
import OTLPExporter
import OTLPReceiver
import Synchronization
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// Threads fill batches of their own; what leaves is bounded and complete all the same.
final class ThreadBatchTests: XCTestCase {
  private static let threads = 8

  /// Ends `count` spans on each of several threads at once, in two scopes in turn.
  private func endSpans(_ count: Int, of provider: TracerProvider) {
    let tracers = [provider.tracer(named: "one"), provider.tracer(named: "two")]
    onThreads(Self.threads) { _ in
      for index in 0..<count { tracers[index % 2].startSpan("s\(index)", parent: .root).end() }
    }
  }

  func test_T62_X23_spansOfSeveralThreads_arriveInFewRequestsOfBoundedSize() throws {
    var options = BatchOptions()
    options.maximumBatchSize = 100
    options.scheduleDelay = .seconds(3_600)
    try withRig(spans: options) { rig in
      endSpans(1_010, of: rig.tracerProvider)
      XCTAssertTrue(rig.flush())

      let spans = rig.collector.spans
      XCTAssertEqual(spans.count, 8_080)
      XCTAssertEqual(Set(spans.map(\.context.spanID)).count, 8_080)
      XCTAssertEqual(spans.count { $0.scope.name == "one" }, 4_040)
      let sizes = rig.collector.requests.map(\.itemCount)
      XCTAssertLessThanOrEqual(sizes.max() ?? 0, 100)
      // What was left over in eight batches fits into one or two.
      XCTAssertLessThanOrEqual(sizes.count, 8_080 / 100 + 8)
      XCTAssertEqual(rig.exporter.ledger.exported, ItemCounts(spans: 8_080))
    }
  }

  func test_theLedger_addsUpWhileSpansEnd() throws {
    let collector = try FakeCollector(running: false)
    let rig = Rig(collector, options: { $0.maximumQueueBytes = 200_000 })
    let isOver = Atomic(false)
    let wrong = Mutex<[Ledger]>([])
    let watcher = Thread {
      var last: UInt64 = 0
      while !isOver.load(ordering: .acquiring) {
        let ledger = rig.exporter.ledger
        if !ledger.addsUp || ledger.accepted.spans < last { wrong.withLock { $0.append(ledger) } }
        last = ledger.accepted.spans
      }
    }
    watcher.start()
    endSpans(2_000, of: rig.tracerProvider)
    isOver.store(true, ordering: .releasing)

    XCTAssertEqual(wrong.withLock { $0 }, [])
    XCTAssertEqual(rig.exporter.ledger.accepted.spans, 16_000)
    XCTAssertTrue(rig.exporter.ledger.addsUp)
  }

  /// A batch as large as everything that may wait would find no room when it is handed over.
  func test_T62_aSmallBudget_costsOnlyWhatIsBeyondIt() throws {
    let collector = try FakeCollector(running: false)
    let rig = Rig(collector, options: { $0.maximumQueueBytes = 20_000 })
    rig.endSpans(2_000)
    try collector.start()
    XCTAssertTrue(rig.flush())

    let ledger = rig.exporter.ledger
    XCTAssertTrue(ledger.addsUp)
    XCTAssertEqual(collector.spans.count, Int(ledger.exported.spans))
    let sizes = collector.requests.map(\.message.count)
    XCTAssertGreaterThan(sizes.reduce(0, +), 10_000)
    XCTAssertLessThan(sizes.max() ?? 0, 6_000)
    XCTAssertEqual(ledger.exported.spans + (ledger.dropped[.queueFull]?.spans ?? 0), 2_000)
  }

  /// What found room in the batch of its thread finds room when the batches leave together.
  func test_T62_aSmallBudget_isEnoughForWhatItsThreadsWereGiven() throws {
    let collector = try FakeCollector(running: false)
    let rig = Rig(collector, options: { $0.maximumQueueBytes = 65_536 })
    let tracer = rig.tracerProvider.tracer(named: "rig")
    // More than may wait, so that every byte of the budget is given out.
    onThreads(Self.threads) { _ in
      for _ in 0..<200 {
        tracer.startSpan("s", attributes: ["text": .string(String(repeating: "x", count: 60))]).end()
      }
    }
    let taken = rig.exporter.ledger
    XCTAssertGreaterThan(taken.queued.spans, 300)
    XCTAssertGreaterThan(taken.dropped[.queueFull]?.spans ?? 0, 100)
    try collector.start()

    XCTAssertTrue(rig.flush())
    XCTAssertEqual(rig.exporter.ledger.exported, taken.queued)
    XCTAssertEqual(rig.exporter.ledger.dropped, taken.dropped)
  }

  func test_T59_spansThatEndAfterTheShutdown_areRefusedOnEveryThread() throws {
    try withRig { rig in
      endSpans(10, of: rig.tracerProvider)
      _ = rig.exporter.spans.shutdown(until: .distantFuture)
      endSpans(10, of: rig.tracerProvider)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.exporter.ledger.exported, ItemCounts(spans: 80))
      XCTAssertEqual(rig.exporter.ledger.dropped, [.alreadyShutdown: ItemCounts(spans: 80)])
    }
  }
}
