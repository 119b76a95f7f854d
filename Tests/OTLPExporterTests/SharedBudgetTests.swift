import OTLPExporter
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// What open batches have set aside is theirs, and yet metrics find room.
final class SharedBudgetTests: XCTestCase {
  func test_T62_metrics_leaveTheRoomThatOpenBatchesHaveSetAside() throws {
    let collector = try FakeCollector(running: false)
    defer { collector.stop() }
    let rig = budgetRig(collector, bytes: 60_000)
    rig.endSpans(100)
    XCTAssertEqual(rig.exporter.spans.openSpanCount, 100)
    let gauge = rig.meterProvider.meter(named: "m").counter("c")
    for round in 1...30 {
      for index in 0..<50 { gauge.add(1, ["i": .int(Int64(index))]) }
      collect(rig) { $0.accepted.dataPoints == UInt64(50 * round) }
    }
    XCTAssertGreaterThan(rig.exporter.ledger.dropped[.queueFull]?.dataPoints ?? 0, 0)
    rig.exporter.sealOpenChunks()

    let ledger = rig.exporter.ledger
    XCTAssertLessThanOrEqual(rig.exporter.queuedBytes, 60_000)
    XCTAssertEqual(ledger.queued.spans, 100)
    XCTAssertGreaterThan(ledger.queued.dataPoints, 100)
    XCTAssertEqual(Set(ledger.dropped.keys), [.queueFull])
    XCTAssertEqual(ledger.droppedTotal.spans, 0)
    XCTAssertTrue(ledger.addsUp)
  }

  func test_FS18_metrics_findRoomInAMemoryFullOfOpenBatches() throws {
    let collector = try FakeCollector(running: false)
    defer { collector.stop() }
    let rig = budgetRig(collector, bytes: 65_536)
    // No thread has enough for a batch, and all together have more than there is room for.
    rig.recordOnEightThreads()
    let full = rig.exporter.ledger
    XCTAssertEqual(rig.exporter.queuedBytes, 0)
    XCTAssertGreaterThan(full.droppedTotal.spans + full.droppedTotal.logRecords, 0)
    let counter = rig.meterProvider.meter(named: "m").counter("c")
    for index in 0..<200 { counter.add(1, ["i": .int(Int64(index)), "text": .string("padding of a point")]) }
    collect(rig) { $0.accepted.dataPoints == 200 }

    let ledger = rig.exporter.ledger
    XCTAssertEqual(ledger.queued.dataPoints, 200)
    XCTAssertEqual(ledger.droppedTotal.dataPoints, 0)
    XCTAssertLessThanOrEqual(rig.exporter.queuedBytes, 65_536)
    XCTAssertEqual(ledger.queued.spans + ledger.droppedTotal.spans, 160)
    XCTAssertEqual(ledger.queued.logRecords + ledger.droppedTotal.logRecords, 160)
    XCTAssertTrue(ledger.addsUp)
  }

  /// A rig whose batches stay open, and whose points none that come later stand for.
  private func budgetRig(_ collector: FakeCollector, bytes: Int) -> Rig {
    var open = BatchOptions()
    open.scheduleDelay = .seconds(86_400)
    return Rig(
      collector,
      options: {
        $0.maximumQueueBytes = bytes
        $0.retry.initialPause = .seconds(3_600)
        $0.retry.maximumPause = .seconds(3_600)
      },
      spans: open, logs: open, metrics: MetricReaderOptions(temporality: .delta))
  }

  /// Collects until the ledger is as it should be: a collection that does not get its turn in time finds nothing.
  private func collect(_ rig: Rig, until condition: (Ledger) -> Bool) {
    eventually {
      _ = rig.meterProvider.flush(within: .milliseconds(100))
      return condition(rig.exporter.ledger)
    }
  }
}

extension Rig {
  /// Ends 160 spans and emits 160 log records of 300 bytes, on eight threads of which each has less than a batch.
  func recordOnEightThreads() {
    let text = AttributeValue.string(String(repeating: "x", count: 300))
    let (tracer, logger) = (tracerProvider.tracer(named: "t"), loggerProvider.logger(named: "l"))
    onThreads(8) { thread in
      for _ in 0..<40 {
        if thread.isMultiple(of: 2) {
          tracer.startSpan("s", attributes: ["text": text]).end()
        } else {
          logger.emit(text)
        }
      }
    }
  }
}
