import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// When a batch leaves, and how.
final class BatchSpanProcessorTests: XCTestCase {
  private let clock = ManualClock()

  func test_T63_fullBatch_leavesAtOnce() {
    let exporter = ScriptedSpanExporter()
    withBatches(to: exporter, on: clock, { $0.maximumBatchSize = 3 }) { tracer, _ in
      tracer.makeSpans(["a", "b"])
      XCTAssertEqual(exporter.batches, [])
      tracer.makeSpans(["c"])
      exporter.wait(forBatches: 1)
    }
    XCTAssertEqual(exporter.batches, [["a", "b", "c"]])
  }

  func test_T63_whatWaits_leavesWhenItsDelayIsOver() {
    let exporter = ScriptedSpanExporter()
    withBatches(to: exporter, on: clock) { tracer, processor in
      tracer.makeSpans(["a"])
      clock.advance(by: .milliseconds(4_999))
      tracer.makeSpans(["b"])
      XCTAssertEqual(exporter.batches, [])
      XCTAssertEqual(processor.tally.waiting, 2)
      clock.advance(by: .milliseconds(1))
      exporter.wait(forBatches: 1)
      XCTAssertEqual(exporter.batches, [["a", "b"]])
      // And again for what comes then.
      tracer.makeSpans(["c"])
      clock.advance(by: .seconds(5))
      exporter.wait(forBatches: 2)
    }
    XCTAssertEqual(exporter.batches, [["a", "b"], ["c"]])
  }

  func test_T60_T63_flush_exportsWhatWaitsAndFlushesTheExporter() {
    let exporter = ScriptedSpanExporter()
    withBatches(to: exporter, on: clock, { $0.maximumBatchSize = 2 }) { tracer, processor in
      tracer.makeSpans(["a"])
      XCTAssertTrue(processor.flush(until: .distantFuture))
      XCTAssertEqual(exporter.calls, ["export", "flush"])
      // Nothing waits: the trigger exports nothing.
      XCTAssertTrue(processor.flush(until: .distantFuture))
      XCTAssertEqual(exporter.calls, ["export", "flush", "flush"])
    }
    XCTAssertEqual(exporter.names, ["a"])
  }

  func test_T60_flush_saysWhatFailed() {
    let refusing = ScriptedSpanExporter { _ in false }
    withBatches(to: refusing, on: clock) { tracer, processor in
      tracer.makeSpans(["a"])
      XCTAssertFalse(processor.flush(until: .distantFuture))
      XCTAssertEqual(processor.tally.dropped, [.exportFailed: 1])
    }
    let slow = ScriptedSpanExporter(isFlushed: false)
    withBatches(to: slow, on: clock) { tracer, processor in
      tracer.makeSpans(["a"])
      XCTAssertFalse(processor.flush(until: .distantFuture))
      XCTAssertEqual(processor.tally.exported, 1)
    }
  }

  func test_T60_flush_endsAtItsDeadlineWhateverTheExporterDoes() {
    let (isInside, mayGoOn) = (Signal(), Signal())
    let exporter = ScriptedSpanExporter { _ in
      isInside.raise()
      mayGoOn.wait(atMost: .seconds(60))
      return true
    }
    withBatches(to: exporter, on: clock, { $0.maximumBatchSize = 1 }) { tracer, processor in
      tracer.makeSpans(["a"])
      isInside.wait(atMost: .seconds(60))
      tracer.makeSpans(["b"])
      XCTAssertFalse(processor.flush(until: clock.instant))
      XCTAssertEqual(processor.tally.waiting, 2)
      mayGoOn.raise()
      isInside.wait(atMost: .seconds(60))
      mayGoOn.raise()
      XCTAssertTrue(processor.flush(until: .distantFuture))
    }
    XCTAssertEqual(exporter.batches, [["a"], ["b"]])
  }

  func test_T64_export_isToldUntilWhenItMayTake() {
    let exporter = ScriptedSpanExporter()
    clock.advance(by: .seconds(100))
    withBatches(
      to: exporter, on: clock,
      {
        $0.maximumBatchSize = 1
        $0.exportTimeout = .seconds(7)
      }
    ) { tracer, processor in
      tracer.makeSpans(["a"])
      exporter.wait(forBatches: 1)
      XCTAssertEqual(exporter.deadlines, [clock.instant.advanced(by: .seconds(7))])
    }
    let short = ScriptedSpanExporter()
    withBatches(to: short, on: clock) { tracer, processor in
      tracer.makeSpans(["a"])
      let deadline = clock.instant.advanced(by: .seconds(2))
      XCTAssertTrue(processor.flush(until: deadline))
      XCTAssertEqual(short.deadlines, [deadline])
    }
  }

  func test_T64_exporterThatFlushesItsOwnProcessor_isNotCalledInsideItself() {
    let known = Mutex<BatchSpanProcessor?>(nil)
    let answers = Mutex<[Bool?]>([])
    let exporter = ScriptedSpanExporter { _ in
      let isFlushed = known.withLock { $0 }?.flush(until: .distantFuture)
      answers.withLock { $0.append(isFlushed) }
      return true
    }
    withBatches(
      to: exporter, on: clock,
      {
        $0.maximumBatchSize = 2
        $0.maximumQueueSize = 10
      }
    ) { tracer, processor in
      known.withLock { $0 = processor }
      tracer.makeSpans(["a", "b", "c"])
      XCTAssertTrue(processor.flush(until: .distantFuture))
      known.withLock { $0 = nil }
    }
    XCTAssertEqual(Set(exporter.names), ["a", "b", "c"])
  }
}
