import OTLPExporter
import Telemetry
import TelemetryTesting
import XCTest

/// What the SDK says about its exporters.
final class ExporterMetricsTests: XCTestCase {
  private let spans = "otlp_grpc_span_exporter/0"
  private let points = "otlp_grpc_metric_exporter/0"
  private let exportedSpans = "otel.sdk.exporter.span.exported"
  private let inflightSpans = "otel.sdk.exporter.span.inflight"

  func test_O01_O09_whatArrived_isCountedAsOften() throws {
    try withRig(observed: true) { rig in
      rig.meterProvider.meter(named: "m").counter("c").add(3)
      rig.endSpans(3)
      XCTAssertTrue(rig.flush())

      XCTAssertEqual(
        rig.selfMetric(exportedSpans), ["sum cumulative {span} \(component(spans)) = 3"])
      XCTAssertEqual(
        rig.selfMetric("otel.sdk.exporter.metric_data_point.exported"),
        ["sum cumulative {data_point} \(component(points)) = \(rig.collector.totals.dataPoints)"]
      )
      XCTAssertEqual(rig.exporter.ledger.exported, rig.collector.totals)
    }
  }

  func test_O01_theCollector_getsTheCountsToo() throws {
    try withRig(observed: true) { rig in
      rig.endSpans(4)
      XCTAssertTrue(rig.flush())
      XCTAssertTrue(rig.flush())

      let line = rig.collector.metrics.last { $0.name == exportedSpans }?.lines
      XCTAssertEqual(
        line,
        [
          "\(exportedSpans) sum cumulative {span} {otel.component.name=\(spans), "
            + "otel.component.type=otlp_grpc_span_exporter, server.address=127.0.0.1, "
            + "server.port=\(rig.collector.port)} = 4"
        ]
      )
    }
  }

  func test_O09_X27_rejectedItems_failed() throws {
    try withRig(answering: .partialSuccess(rejected: 2, message: "too old"), observed: true) { rig in
      rig.endSpans(5)
      rig.exporter.sealOpenChunks()
      XCTAssertTrue(rig.collector.waitForRequests(1))
      XCTAssertTrue(rig.flush())

      XCTAssertEqual(
        rig.selfMetric(exportedSpans),
        [
          "sum cumulative {span} \(component(spans, error: "rejected")) = 2",
          "sum cumulative {span} \(component(spans)) = 3",
        ]
      )
    }
  }

  func test_O09_refusedItems_failedOfTheStatus() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    collector.answer(.status(.invalidArgument), to: .traces)
    let rig = Rig(collector, observed: true)
    rig.endSpans(2)
    XCTAssertTrue(rig.flush())

    XCTAssertEqual(
      rig.selfMetric(exportedSpans),
      [
        "sum cumulative {span} \(component(spans, error: "INVALID_ARGUMENT")) = 2",
        "sum cumulative {span} \(component(spans)) = 0",
      ]
    )
  }

  func test_O09_itemsThatNobodyTook_failedOfTheLastAttempt() throws {
    let collector = try FakeCollector(running: false)
    let rig = Rig(collector, options: { $0.retry.budget = .zero }, observed: true)
    rig.endSpans(3)
    XCTAssertTrue(rig.flush())

    XCTAssertEqual(
      rig.selfMetric(exportedSpans),
      [
        "sum cumulative {span} \(component(spans, error: "UNAVAILABLE")) = 3",
        "sum cumulative {span} \(component(spans)) = 0",
      ]
    )
    XCTAssertEqual(rig.exporter.ledger.dropped[.retriesExhausted]?.spans, 3)
  }

  func test_O09_pointThatIsTooLarge_failed() throws {
    try withRig(options: { $0.maximumRequestBytes = 2_000 }, observed: true) { rig in
      let large = String(repeating: "x", count: 3_000)
      rig.meterProvider.meter(named: "m").counter("c").add(1, ["k": .string(large)])
      XCTAssertTrue(rig.flush())

      XCTAssertEqual(
        rig.selfMetric("otel.sdk.exporter.metric_data_point.exported"),
        [
          "sum cumulative {data_point} \(component(points, error: "too_large")) = 1",
          "sum cumulative {data_point} \(component(points)) = \(rig.collector.totals.dataPoints)",
        ]
      )
    }
  }

  func test_O08_itemsAreInflight_throughAllRetries() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    collector.answer(.status(.unavailable), to: .traces)
    collector.answer(.status(.unavailable, retryDelay: .seconds(3_600)), to: .traces)
    let rig = Rig(collector, options: { $0.retry.budget = .seconds(7_200) }, observed: true)
    XCTAssertEqual(
      rig.selfMetric(inflightSpans), ["sum cumulative non-monotonic {span} \(component(spans)) = 0"])
    rig.endSpans(3)
    XCTAssertFalse(rig.flush())

    XCTAssertEqual(collector.requests.count { $0.signal == .traces }, 2)
    XCTAssertEqual(
      rig.selfMetric(inflightSpans), ["sum cumulative non-monotonic {span} \(component(spans)) = 3"])
    XCTAssertEqual(rig.selfMetric(exportedSpans), ["sum cumulative {span} \(component(spans)) = 0"])
    XCTAssertEqual(
      rig.selfMetric("otel.sdk.exporter.metric_data_point.inflight"),
      ["sum cumulative non-monotonic {data_point} \(component(points)) = 0"]
    )
    _ = rig.shutdown(within: .milliseconds(100))
    XCTAssertEqual(
      rig.selfMetric(inflightSpans), ["sum cumulative non-monotonic {span} \(component(spans)) = 0"])
  }

  func test_O03_exportsOfTheseMetrics_doNotMakeMore() throws {
    try withRig(observed: true) { rig in
      var sizes: [Int] = []
      for _ in 0..<8 {
        XCTAssertTrue(rig.flush())
        sizes.append(rig.collector.requests.last?.itemCount ?? 0)
      }

      XCTAssertEqual(rig.collector.requests.count, 8)
      XCTAssertEqual(Set(sizes.dropFirst(2)).count, 1, "\(sizes)")
      XCTAssertLessThan(sizes[7], 20)
    }
  }

  func test_O03_withoutBeingAsked_theSDKSaysNothing() throws {
    try withRig { rig in
      rig.endSpans(2)
      XCTAssertTrue(rig.flush())

      XCTAssertEqual(rig.observer.collect(), [])
      XCTAssertEqual(rig.collector.metrics, [])
    }
  }
}
