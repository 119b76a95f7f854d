import Telemetry
import TelemetryTesting
import XCTest

/// Metrics that were aggregated elsewhere (M-113, M-114).
final class ProducerTests: XCTestCase {
  func test_M106_M114_producedMetrics_areCollectedUnderTheirScope() throws {
    let clock = ManualClock()
    let time = clock.now
    let attributes: AttributeSet = ["k": 1]
    let exemplar = Exemplar(time: time, value: .double(1))
    let number = NumberPoint(
      attributes: attributes, start: time, time: time, value: .double(1), exemplars: [exemplar])
    let histogram = HistogramPoint(
      attributes: attributes, start: time, time: time, count: 3, sum: 4, min: nil, max: nil, bounds: [1],
      bucketCounts: [1, 2])
    let exponential = ExponentialHistogramPoint(
      attributes: attributes, start: time, time: time, count: 6, sum: nil, min: -8, max: 4, scale: 0,
      zeroCount: 1, positive: .init(offset: 1, counts: [2]), negative: .init(offset: 2, counts: [1, 2]))
    let points: [MetricData.Points] = [
      .gauge([number]), .sum([number], temporality: .delta, isMonotonic: false),
      .sum([number], temporality: .cumulative, isMonotonic: true),
      .histogram([histogram, histogram], temporality: .delta),
      .exponentialHistogram([exponential], temporality: .cumulative),
    ]
    let resource = Resource(["service.name": "bench"])
    let produced = points.enumerated().map { index, points in
      MetricData(
        resource: resource, scope: FixedProducer.scope, name: "m\(index)", description: "d", unit: "By",
        points: points)
    }
    let bench = Bench(reader: MetricReaderOptions(producers: [FixedProducer(produced)]))
    bench.meter.counter("own").add(1)

    let collection = try bench.reader.collection()
    XCTAssertEqual(collection.metrics.map(\.scope.name), ["bench"] + Array(repeating: "foreign", count: 5))
    XCTAssertEqual(Array(collection.metrics.dropFirst()), produced)
    XCTAssertTrue(collection.isComplete)
  }

  func test_M114_resource_isThatOfTheProvider() {
    var metric = MetricData.sum("m", 1)
    metric.resource = Resource(["service.name": "elsewhere"])
    let bench = Bench(reader: MetricReaderOptions(producers: [FixedProducer([metric])]))

    XCTAssertEqual(bench.shown("m")?.resource, Resource(["service.name": "bench"]))
  }

  func test_M114_producer_isAskedByItsOwnReaderOnly() {
    let producer = FixedProducer([.sum("m", 1)])
    let with = ManualReader(options: MetricReaderOptions(producers: [producer]))
    let without = ManualReader()
    let provider = MeterProvider(resource: Resource(), readers: [with, without])
    XCTAssertEqual(without.collect(), [])
    XCTAssertEqual(producer.count, 0)

    XCTAssertEqual(with.collect().map(\.name), ["m"])
    XCTAssertEqual(producer.count, 1)
    _ = provider
  }

  func test_M106_M114_producerThatFails_costsItsOwnMetricsOnly() throws {
    let failing = FixedProducer(failure: "not now")
    let bench = Bench(
      reader: MetricReaderOptions(producers: [failing, FixedProducer([.sum("m", 1)])]))
    bench.meter.counter("own").add(1)
    for _ in 0..<2 {
      let collection = try bench.reader.collection()
      XCTAssertFalse(collection.isComplete)
      XCTAssertEqual(collection.metrics.map(\.name), ["own", "m"])
    }

    XCTAssertEqual(bench.said.all.count, 1)
    XCTAssertEqual(bench.said.all.first?.contains("not now"), true, "\(bench.said.all)")
  }

  func test_M113_M114_whatCannotBeExported_isReported() throws {
    let time = ManualClock().now
    func metric(_ name: String, _ points: MetricData.Points) -> MetricData {
      MetricData(resource: Resource(), scope: FixedProducer.scope, name: name, points: points)
    }
    func histogram(_ bounds: [Double], _ counts: [UInt64]) -> HistogramPoint {
      HistogramPoint(
        attributes: [:], start: time, time: time, count: 1, sum: 1, min: nil, max: nil, bounds: bounds,
        bucketCounts: counts)
    }
    func exponential(scale: Int32) -> ExponentialHistogramPoint {
      ExponentialHistogramPoint(
        attributes: [:], start: time, time: time, count: 1, sum: 1, min: nil, max: nil, scale: scale,
        zeroCount: 0, positive: .init(offset: 0, counts: [1]), negative: .init())
    }
    let summary = SummaryPoint(
      attributes: [:], start: time, time: time, count: 1, sum: 1, quantiles: [0.5: 1])
    let produced = [
      metric("summary", .summary([summary])),
      metric("unsorted", .histogram([histogram([2, 1], [1, 0, 0])], temporality: .delta)),
      metric("short", .histogram([histogram([1, 2], [1, 0])], temporality: .delta)),
      metric("fine", .histogram([histogram([1, 2], [1, 0, 0]), histogram([], [])], temporality: .delta)),
      metric("scale", .exponentialHistogram([exponential(scale: 21)], temporality: .delta)),
    ]
    let bench = Bench(reader: MetricReaderOptions(producers: [FixedProducer(produced)]))

    let collection = try bench.reader.collection()
    XCTAssertFalse(collection.isComplete)
    // Other bounds make another metric.
    XCTAssertEqual(collection.metrics.map(\.name), ["fine", "fine"])
    XCTAssertEqual(bench.said.all.count, 1)
    XCTAssertEqual(bench.said.all.first?.contains("4 points are missing"), true, "\(bench.said.all)")
  }

  func test_M113_M114_bucketsBeyondEveryIndex_areLeftOut() throws {
    let offsets: [(offset: Int32, isPossible: Bool)] = [
      (.min, true), (.max - 1, true), (.max, false),
    ]
    for (offset, isPossible) in offsets {
      let point = ExponentialHistogramPoint(
        attributes: [:], start: nil, time: ManualClock().now, count: 2, sum: nil, min: nil, max: nil,
        scale: 0,
        zeroCount: 0, positive: .init(offset: offset, counts: [0, 1]), negative: .init())
      let metric = MetricData(
        resource: Resource(), scope: FixedProducer.scope, name: "m",
        points: .exponentialHistogram([point], temporality: .cumulative))
      let bench = Bench(reader: MetricReaderOptions(producers: [FixedProducer([metric])]))

      let collection = try bench.reader.collection()
      XCTAssertEqual(collection.metrics.flatMap(\.shownExponentials).count, isPossible ? 1 : 0, "\(offset)")
      XCTAssertEqual(collection.isComplete, isPossible, "\(offset)")
    }
  }
}

/// Produces the same metrics each time, or fails each time.
final class FixedProducer: MetricProducer {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static let scope = InstrumentationScope(name: "foreign", version: "2")

  private let metrics: [MetricData]
  private let failure: Failure?
  private let asked = Reading(0)

  init(_ metrics: [MetricData] = [], failure: String? = nil) {
    self.metrics = metrics
    self.failure = failure.map(Failure.init)
  }

  /// How often it was asked.
  var count: Int { asked.value }

  func produce() throws -> [MetricData] {
    asked.value += 1
    if let failure { throw failure }
    return metrics
  }
}

extension MetricData {
  /// A total from elsewhere.
  static func sum(_ name: String, _ value: Int64) -> MetricData {
    let time = Timestamp(secondsSinceEpoch: 1)
    let point = NumberPoint(attributes: [:], start: time, time: time, value: .int(value))
    return MetricData(
      resource: Resource(), scope: FixedProducer.scope, name: name,
      points: .sum([point], temporality: .cumulative, isMonotonic: false))
  }
}
