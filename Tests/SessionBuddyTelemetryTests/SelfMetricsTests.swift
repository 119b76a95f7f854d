import OTLPReceiver
import SessionBuddyTelemetry
import Synchronization
import TelemetryTesting
import XCTest

/// What the library says about itself to an operator who has asked for it.
final class SelfMetricsTests: XCTestCase {
  func test_O02_selfMetrics_areOffUnlessAskedFor() throws {
    try withTelemetry { telemetry, collector in
      telemetry.meter.counter("c").add(1)
      telemetry.tracer.startSpan("s").end()
      XCTAssertTrue(telemetry.flush())
      XCTAssertTrue(telemetry.flush())

      XCTAssertEqual(Set(collector.metrics.map(\.name)), ["c"])
    }
  }

  func test_O01_askedFor_allOfThemArrive() throws {
    try withTelemetry({ $0.selfMetricsEnabled = true }) { telemetry, collector in
      telemetry.tracer.startSpan("s").end()
      XCTAssertTrue(telemetry.flush())
      XCTAssertTrue(telemetry.flush())

      let own = collector.metrics.filter { $0.scope.name == TelemetrySDK.name }
      XCTAssertEqual(
        Set(own.map { "\($0.name) \($0.unit)" }),
        [
          "otel.sdk.span.started {span}",
          "otel.sdk.span.live {span}",
          "otel.sdk.processor.span.queue.size {span}",
          "otel.sdk.processor.span.queue.capacity {span}",
          "otel.sdk.processor.span.processed {span}",
          "otel.sdk.exporter.span.inflight {span}",
          "otel.sdk.exporter.span.exported {span}",
          "otel.sdk.exporter.metric_data_point.inflight {data_point}",
          "otel.sdk.exporter.metric_data_point.exported {data_point}",
          "otel.sdk.exporter.operation.duration s",
          "otel.sdk.metric_reader.collection.duration s",
        ]
      )
      XCTAssertEqual(Set(own.map(\.scope.version)), [TelemetrySDK.version])
    }
  }

  func test_O12_O13_components_haveTheNamesOfTheConventions() throws {
    try withTelemetry({ $0.selfMetricsEnabled = true }) { telemetry, collector in
      telemetry.tracer.startSpan("s").end()
      XCTAssertTrue(telemetry.flush())
      XCTAssertTrue(telemetry.flush())

      let components = collector.metrics.flatMap(\.lines).compactMap {
        $0.firstMatch(of: /otel\.component\.name=([^,}]*), otel\.component\.type=([^,}]*)/)
      }
      XCTAssertEqual(
        Set(components.map { "\($0.1) \($0.2)" }),
        [
          "batching_span_processor/0 batching_span_processor",
          "otlp_grpc_metric_exporter/0 otlp_grpc_metric_exporter",
          "otlp_grpc_span_exporter/0 otlp_grpc_span_exporter",
          "periodic_metric_reader/0 periodic_metric_reader",
        ]
      )
    }
  }

  func test_O01_counts_areThoseOfTheLedger() throws {
    try withTelemetry({ $0.selfMetricsEnabled = true }) { telemetry, collector in
      for _ in 0..<7 { telemetry.tracer.startSpan("s").end() }
      XCTAssertTrue(telemetry.flush())
      let ledger = telemetry.health().ledger
      XCTAssertTrue(telemetry.flush())

      let server = "server.address=127.0.0.1, server.port=\(collector.port)"
      func exported(_ item: String, _ unit: String, _ exporter: String, _ count: UInt64) -> String {
        "otel.sdk.exporter.\(item).exported sum cumulative \(unit) {otel.component.name=\(exporter)/0, "
          + "otel.component.type=\(exporter), \(server)} = \(count)"
      }
      let lines = collector.metricsText.split(separator: "\n").map(String.init)
      let spans = exported("span", "{span}", "otlp_grpc_span_exporter", ledger.exported.spans)
      let points = exported(
        "metric_data_point", "{data_point}", "otlp_grpc_metric_exporter", ledger.exported.dataPoints)
      XCTAssertEqual(ledger.exported.spans, 7)
      XCTAssertTrue(lines.contains(spans), "\(lines)")
      XCTAssertTrue(lines.contains(points), "\(lines)")
    }
  }

  func test_O03_whitelist_choosesAmongThemToo() throws {
    let change: (inout TelemetrySettings) -> Void = { settings in
      settings.selfMetricsEnabled = true
      settings.metricsWhitelist = [GlobPattern("otel.sdk.exporter.*.exported")]
    }
    try withTelemetry(change) { telemetry, collector in
      telemetry.meter.counter("c").add(1)
      XCTAssertTrue(telemetry.flush())

      XCTAssertEqual(
        Set(collector.metrics.map(\.name)),
        ["otel.sdk.exporter.span.exported", "otel.sdk.exporter.metric_data_point.exported"])
    }
  }

  /// The callbacks know the exporter, and the exporter's thread the callbacks; still all of it goes when the program lets
  /// go of it, with a shutdown or without.
  func test_O03_selfMetrics_keepNothingAlive() throws {
    let abandoned = End()
    try withFakeCollector { collector in
      var settings = TelemetrySettings()
      settings.endpoint = try CollectorEndpoint(collector.endpoint)
      settings.selfMetricsEnabled = true
      let telemetry = try SessionTelemetry(settings, diagnostics: abandoned.diagnostics())
      XCTAssertTrue(telemetry.flush())
    }
    XCTAssertTrue(abandoned.hasCome(within: .seconds(10)))

    let end = End()
    try withTelemetry({ $0.selfMetricsEnabled = true }, diagnostics: end.diagnostics()) { telemetry, _ in
      telemetry.tracer.startSpan("s").end()
      XCTAssertTrue(telemetry.flush())
    }

    XCTAssertTrue(end.hasCome(within: .seconds(10)))
  }
}

/// Tells when nobody has a reference to some diagnostics any more.
private final class End: Sendable {
  private let signal = Signal()
  private let isOver = Mutex(false)

  func diagnostics() -> Diagnostics {
    let mark = Mark(end: self)
    return Diagnostics { _ in _ = mark.end }
  }

  func hasCome(within limit: Duration) -> Bool {
    if !isOver.withLock({ $0 }) { signal.wait(atMost: limit) }
    return isOver.withLock { $0 }
  }

  private func come() {
    isOver.withLock { $0 = true }
    signal.raise()
  }

  private final class Mark: Sendable {
    let end: End

    init(end: End) {
      self.end = end
    }

    deinit {
      end.come()
    }
  }
}
