import Telemetry
import TelemetryTesting
import XCTest

/// What a meter provider says about its readers.
final class CollectionMetricsTests: XCTestCase {
  private let duration = "otel.sdk.metric_reader.collection.duration"

  private func points(_ metrics: [MetricData]) -> [HistogramPoint] {
    metrics.filter { $0.name == duration }.flatMap { metric -> [HistogramPoint] in
      XCTAssertEqual(metric.unit, "s")
      if case .histogram(let points, _) = metric.points { return points }
      return []
    }
  }

  /// A callback that takes two and a half seconds on the clock makes the collection last as long.
  func test_O11_collection_isMeasuredForEachReader() throws {
    let clock = ManualClock()
    let (first, second) = (ManualReader(), ManualReader())
    let provider = MeterProvider(resource: Resource(), readers: [first, second], clock: clock)
    let meter = provider.meter(named: "m")
    let slow = meter.observableGauge("slow") { observer in
      clock.advance(by: .seconds(2.5))
      observer.observe(1)
    }
    var components = SDKComponents()
    provider.measureCollections(into: meter, as: &components)
    for _ in 0..<2 { _ = first.collect() }

    let found = points(second.collect())
    XCTAssertEqual(found.map(\.count), [2])
    XCTAssertEqual(found.map(\.sum), [5])
    XCTAssertEqual(found.map(\.bounds), [[]])
    XCTAssertEqual(found.map(\.bucketCounts), [[2]])
    XCTAssertEqual(
      found.map(\.attributes),
      [["otel.component.name": "ManualReader/0", "otel.component.type": "ManualReader"]]
    )
    XCTAssertEqual(
      points(second.collect()).compactMap { $0.attributes["otel.component.name"] },
      ["ManualReader/0", "ManualReader/1"]
    )
    _ = slow
  }

  func test_O11_collectionWithSomethingMissing_saysOfWhat() throws {
    let producer = FailingProducer()
    let reader = ManualReader(options: MetricReaderOptions(producers: [producer]))
    let provider = MeterProvider(resource: Resource(), readers: [reader], diagnostics: Diagnostics { _ in })
    var components = SDKComponents()
    provider.measureCollections(into: provider.meter(named: "m"), as: &components)
    _ = reader.collect()

    XCTAssertEqual(points(reader.collect()).map { $0.attributes["error.type"] }, ["incomplete"])
  }

  func test_O12_O13_components_areNumberedByKind() {
    var components = SDKComponents()
    let types = ["otlp_grpc_span_exporter", "periodic_metric_reader", "periodic_metric_reader"]

    XCTAssertEqual(
      types.map { components.next($0).attributes["otel.component.name"] },
      ["otlp_grpc_span_exporter/0", "periodic_metric_reader/0", "periodic_metric_reader/1"]
    )
  }

  private final class FailingProducer: MetricProducer {
    struct Failure: Error {}
    func produce() throws -> [MetricData] { throw Failure() }
  }
}
