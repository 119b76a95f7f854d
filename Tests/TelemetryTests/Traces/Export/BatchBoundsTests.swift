import Synchronization
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// What a batch processor does not let happen.
final class BatchBoundsTests: XCTestCase {
  private let clock = ManualClock()

  func test_T62_defaults_areThoseOfTheSpecification() {
    let options = BatchProcessorOptions.spans
    XCTAssertEqual(options.maximumQueueSize, 2_048)
    XCTAssertEqual(options.scheduleDelay, .milliseconds(5_000))
    XCTAssertEqual(options.exportTimeout, .milliseconds(30_000))
    XCTAssertEqual(options.maximumBatchSize, 512)
    XCTAssertEqual(BatchProcessorOptions.logs.scheduleDelay, .milliseconds(1_000))
  }

  func test_T62_whatDoesNotFit_isDroppedCountedAndReportedOnce() {
    let said = Mailbox()
    let (isInside, mayGoOn) = (Signal(), Signal())
    let exporter = ScriptedSpanExporter { spans in
      if spans.first?.name == "a" {
        isInside.raise()
        mayGoOn.wait(atMost: .seconds(60))
      }
      return true
    }
    withBatches(
      to: exporter, on: clock,
      {
        $0.maximumQueueSize = 3
        $0.maximumBatchSize = 1
      },
      diagnostics: Diagnostics { said.add($0.message) }
    ) { tracer, processor in
      tracer.makeSpans(["a"])
      isInside.wait(atMost: .seconds(60))
      // Three wait while the first is being exported; two do not fit.
      tracer.makeSpans(["b", "c", "d", "e", "f"])
      XCTAssertEqual(processor.tally.dropped, [.queueFull: 2])
      XCTAssertEqual(processor.tally.waiting, 4)
      mayGoOn.raise()
      XCTAssertTrue(processor.flush(until: .distantFuture))
      XCTAssertEqual(processor.tally.exported, 4)
    }
    XCTAssertEqual(exporter.names, ["a", "b", "c", "d"])
    XCTAssertEqual(said.all, ["a batch processor drops spans: queue_full; further ones are only counted"])
  }

  func test_T62_queue_isBoundedInBytesToo() {
    let exporter = ScriptedSpanExporter()
    let long = String(repeating: "x", count: 4_000)
    withBatches(to: exporter, on: clock, { $0.maximumQueueBytes = 10_000 }) { tracer, processor in
      tracer.makeSpans([long, long, long])
      XCTAssertEqual(processor.tally.waiting, 2)
      XCTAssertEqual(processor.tally.dropped, [.queueFull: 1])
      // One that is too long for an empty queue will never fit.
      tracer.makeSpans([long + long + long])
      XCTAssertEqual(processor.tally.dropped, [.queueFull: 1, .tooLarge: 1])
      XCTAssertTrue(processor.flush(until: .distantFuture))
      tracer.makeSpans([long, long])
      XCTAssertTrue(processor.flush(until: .distantFuture))
      XCTAssertEqual(processor.tally.exported, 4)
    }
  }

  func test_T62_batch_isNoLargerThanTheQueue() {
    let exporter = ScriptedSpanExporter()
    withBatches(to: exporter, on: clock, { $0.maximumQueueSize = 2 }) { tracer, _ in
      tracer.makeSpans(["a", "b"])
      exporter.wait(forBatches: 1)
    }
    XCTAssertEqual(exporter.batches, [["a", "b"]])
    let senseless = ScriptedSpanExporter()
    withBatches(
      to: senseless, on: clock,
      {
        $0.maximumQueueSize = -1
        $0.maximumBatchSize = 0
        $0.scheduleDelay = .seconds(-1)
      }
    ) {
      tracer, _ in
      tracer.makeSpans(["a"])
      senseless.wait(forBatches: 1)
    }
    XCTAssertEqual(senseless.batches, [["a"]])
  }

  func test_T59_shutdown_exportsWhatWaitsAndIgnoresTheRest() {
    let said = Mailbox()
    let exporter = ScriptedSpanExporter()
    withBatches(to: exporter, on: clock, diagnostics: Diagnostics { said.add($0.message) }) {
      tracer, processor in
      tracer.makeSpans(["a", "b"])
      let late = tracer.startSpan("late")
      XCTAssertTrue(processor.shutdown(until: .distantFuture))
      XCTAssertEqual(exporter.calls, ["export", "shutdown"])
      late.end()
      XCTAssertTrue(processor.flush(until: .distantFuture))
      XCTAssertTrue(processor.shutdown(until: .distantFuture))
      XCTAssertEqual(processor.tally.dropped, [.alreadyShutdown: 1])
    }
    XCTAssertEqual(exporter.calls, ["export", "shutdown"])
    XCTAssertEqual(exporter.batches, [["a", "b"]])
    XCTAssertEqual(said.all, [])
  }

  func test_T59_T65_shutdown_givesUpWhatWaitsAtItsDeadline() {
    let exporter = ScriptedSpanExporter()
    withBatches(to: exporter, on: clock) { tracer, processor in
      tracer.makeSpans(["a"])
      XCTAssertFalse(processor.shutdown(until: clock.instant))
      XCTAssertEqual(processor.tally.dropped, [.shutdown: 1])
    }
    XCTAssertEqual(exporter.calls, ["shutdown"])
  }

  func test_T58_T64_manyThreads_loseNothing() {
    let exporter = ScriptedSpanExporter()
    var options = BatchProcessorOptions.spans
    options.maximumQueueSize = 10_000
    options.maximumBatchSize = 100
    let processors = [
      BatchSpanProcessor(exporter, options: options),
      BatchSpanProcessor(ScriptedSpanExporter(), options: options),
    ]
    let provider = TracerProvider(processors: processors)
    onThreads(8) { thread in
      provider.tracer(named: "t").makeSpans((0..<500).map { "\(thread * 500 + $0)" })
    }
    XCTAssertTrue(provider.shutdown(within: .seconds(60)))

    XCTAssertEqual(exporter.overlaps, 0)
    XCTAssertEqual(Set(exporter.names), Set((0..<4_000).map { "\($0)" }))
    XCTAssertEqual(exporter.names.count, 4_000)
    for processor in processors {
      XCTAssertEqual(processor.tally.exported, 4_000)
      XCTAssertEqual(processor.tally.waiting, 0)
      XCTAssertEqual(processor.tally.droppedTotal, 0)
    }
  }
}
