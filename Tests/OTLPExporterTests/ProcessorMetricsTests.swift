import OTLPExporter
import Telemetry
import TelemetryTesting
import XCTest

/// What the SDK says about its span processor.
final class ProcessorMetricsTests: XCTestCase {
  private let processor = "batching_span_processor/0"
  private let size = "otel.sdk.processor.span.queue.size"
  private let processed = "otel.sdk.processor.span.processed"

  private var batchesOfThree: BatchOptions {
    var options = BatchOptions()
    options.maximumBatchSize = 3
    options.scheduleDelay = .seconds(86_400)
    return options
  }

  func test_O06_queue_isWhatWaitsForItsBatch() throws {
    try withRig(spans: batchesOfThree, observed: true) { rig in
      XCTAssertEqual(
        rig.selfMetric("otel.sdk.processor.span.queue.capacity"),
        ["sum cumulative non-monotonic {span} \(component(processor)) = 3"]
      )
      for (count, expected) in [(0, 0), (2, 2), (1, 0), (1, 1)] {
        rig.endSpans(count)
        XCTAssertEqual(
          rig.selfMetric(size),
          ["sum cumulative non-monotonic {span} \(component(processor)) = \(expected)"]
        )
      }
      XCTAssertEqual(rig.selfMetric(processed), ["sum cumulative {span} \(component(processor)) = 3"])
    }
  }

  func test_O07_processedIsWhatIsHandedOver_whateverBecomesOfIt() throws {
    try withRig(otherwise: .status(.invalidArgument), spans: batchesOfThree, observed: true) { rig in
      rig.endSpans(5)
      XCTAssertTrue(rig.flush())

      XCTAssertEqual(rig.selfMetric(processed), ["sum cumulative {span} \(component(processor)) = 5"])
      XCTAssertEqual(rig.exporter.ledger.exported.spans, 0)
    }
  }

  func test_O07_fullQueue_isAFailure() throws {
    let rig = try outage(maximumQueueBytes: 4_000)
    defer { rig.collector.stop() }
    let ended: UInt64 = 100
    rig.endSpans(Int(ended))
    let refused = try XCTUnwrap(rig.exporter.ledger.dropped[.queueFull]).spans

    XCTAssertGreaterThan(refused, 0)
    XCTAssertEqual(rig.exporter.spans.batches.queue.tally.refused, [.queueFull: refused])
    let passed = ended - refused - UInt64(rig.exporter.spans.batches.queue.size)
    XCTAssertEqual(
      rig.selfMetric(processed),
      [
        "sum cumulative {span} \(component(processor, error: "queue_full")) = \(refused)",
        "sum cumulative {span} \(component(processor)) = \(passed)",
      ]
    )
  }

  func test_O07_spanAfterShutdown_isAFailure() throws {
    try withRig(spans: batchesOfThree, observed: true) { rig in
      let late = rig.tracerProvider.tracer(named: "rig").startSpan("late")
      rig.endSpans(1)
      _ = rig.tracerProvider.shutdown(within: .seconds(5))
      late.end()

      XCTAssertEqual(
        rig.selfMetric(processed),
        [
          "sum cumulative {span} \(component(processor, error: "already_shutdown")) = 1",
          "sum cumulative {span} \(component(processor)) = 1",
        ]
      )
    }
  }

  func test_O07_spanThatIsTooLarge_isAFailure() throws {
    var options = batchesOfThree
    options.maximumBatchBytes = 1_000
    try withRig(spans: options, observed: true) { rig in
      let text = String(repeating: "x", count: 2_000)
      rig.tracerProvider.tracer(named: "rig").startSpan("s", attributes: ["k": .string(text)]).end()

      XCTAssertEqual(
        rig.selfMetric(processed),
        [
          "sum cumulative {span} \(component(processor, error: "too_large")) = 1",
          "sum cumulative {span} \(component(processor)) = 0",
        ]
      )
      XCTAssertEqual(
        rig.selfMetric("otel.sdk.exporter.span.exported"),
        ["sum cumulative {span} \(component("otlp_grpc_span_exporter/0")) = 0"]
      )
    }
  }

  /// A rig whose collector is not there.
  private func outage(maximumQueueBytes: Int) throws -> Rig {
    let collector = try FakeCollector(running: false)
    return Rig(
      collector,
      options: { options in
        options.maximumQueueBytes = maximumQueueBytes
        options.retry.initialPause = .seconds(3_600)
        options.retry.maximumPause = .seconds(3_600)
      },
      spans: batchesOfThree,
      observed: true
    )
  }
}
