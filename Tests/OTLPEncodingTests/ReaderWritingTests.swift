import OTLPEncoding
import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// What reaches the wire of what a reader asks for (M-113, M-114).
final class ReaderWritingTests: XCTestCase {
  /// Collects into plain values and into bytes alike.
  private final class WritingReader: MetricReader {
    let options: MetricReaderOptions
    private let batch = Mutex<MetricBatch?>(nil)

    init(_ options: MetricReaderOptions) {
      self.options = options
    }

    func attach(_ batch: MetricBatch) -> Bool {
      self.batch.withLock { $0 = batch }
      return true
    }
    func flush(until deadline: Instant) -> Bool { true }
    func shutdown(until deadline: Instant) -> Bool { true }

    /// The requests of one collection, read back, and whether nothing is missing.
    func written() throws -> (metrics: [MetricData], isComplete: Bool) {
      let batch = try XCTUnwrap(batch.withLock { $0 })
      var writer = MetricRequestWriter(resource: batch.resource, maximumBytes: 1 << 20)
      let isComplete = batch.collect(into: &writer)
      let requests = writer.finish()
      for request in requests { Judge.assertMetricsRequest(request.bytes) }
      return (try requests.flatMap { try OTLPDecoder.metrics($0.bytes) }, isComplete)
    }
  }

  private final class Producer: MetricProducer {
    private let metrics: [MetricData]

    init(_ metrics: [MetricData]) {
      self.metrics = metrics
    }

    func produce() -> [MetricData] { metrics }
  }

  func test_M113_W08_everyAggregationInEitherTemporality_isWritten() throws {
    let aggregations: [Aggregation] = [
      .sum, .explicitBucketHistogram(), .base2ExponentialHistogram(), .lastValue,
    ]
    for temporality in [Temporality.delta, .cumulative] {
      for aggregation in aggregations {
        let options = MetricReaderOptions(
          temporality: TemporalityPreference { _ in temporality },
          aggregation: { _ in aggregation }
        )
        let plain = ManualReader(options: options)
        let writing = WritingReader(options)
        let provider = MeterProvider(
          resource: Resource(), readers: [plain, writing], clock: ManualClock())
        let meter = provider.meter(named: "m")
        meter.counter("counter").add(2, ["k": 1])
        meter.upDownCounter("upDown", of: Double.self).add(-2.5)
        meter.histogram("histogram").record(3)
        meter.gauge("gauge").record(-4)
        _ = meter.observableCounter("observed") { $0.observe(5) }

        let expected = plain.collect()
        XCTAssertEqual(expected.count, 5)
        XCTAssertEqual(try writing.written().metrics, expected, "\(aggregation) \(temporality)")
      }
    }
  }

  func test_M114_producedMetrics_areWrittenUnderTheirScope() throws {
    let time = Timestamp(secondsSinceEpoch: 5)
    let start = Timestamp(secondsSinceEpoch: 3)
    let exemplar = Exemplar(filteredAttributes: ["user": 1], time: time, value: .int(1))
    let number = NumberPoint(
      attributes: ["k": 1], start: start, time: time, value: .int(3), exemplars: [exemplar])
    let histogram = HistogramPoint(
      attributes: [:], start: start, time: time, count: 3, sum: 4, min: 0, max: 2, bounds: [1],
      bucketCounts: [1, 2])
    let exponential = ExponentialHistogramPoint(
      attributes: [:], start: start, time: time, count: 6, sum: nil, min: -8, max: 4, scale: 0,
      zeroCount: 1, positive: .init(offset: 1, counts: [2]), negative: .init(offset: 2, counts: [1, 2]))
    let points: [MetricData.Points] = [
      .sum([number], temporality: .delta, isMonotonic: true),
      .histogram([histogram], temporality: .cumulative),
      .exponentialHistogram([exponential], temporality: .delta),
    ]
    let scope = InstrumentationScope(name: "foreign", version: "2", attributes: ["a": true])
    let resource = Resource(["service.name": "s"])
    let produced = points.enumerated().map { index, points in
      MetricData(resource: resource, scope: scope, name: "m\(index)", unit: "By", points: points)
    }
    let reader = WritingReader(MetricReaderOptions(producers: [Producer(produced)]))
    let provider = MeterProvider(resource: resource, readers: [reader])
    provider.meter(named: "own").counter("c").add(1)

    let (metrics, isComplete) = try reader.written()
    XCTAssertTrue(isComplete)
    XCTAssertEqual(metrics.map(\.scope.name), ["own", "foreign", "foreign", "foreign"])
    XCTAssertEqual(Array(metrics.dropFirst()), produced)
  }

  func test_M113_summaries_areReportedAsMissing() throws {
    let summary = SummaryPoint(
      attributes: [:], start: nil, time: Timestamp(secondsSinceEpoch: 5), count: 1, sum: 1,
      quantiles: [0.5: 1])
    let metric = MetricData(
      resource: Resource(), scope: InstrumentationScope(name: "foreign"), name: "s",
      points: .summary([summary]))
    let reader = WritingReader(MetricReaderOptions(producers: [Producer([metric])]))
    let told = Mutex(0)
    let provider = MeterProvider(
      resource: Resource(),
      readers: [reader],
      diagnostics: Diagnostics { _ in told.withLock { $0 += 1 } }
    )
    let (metrics, isComplete) = try reader.written()

    XCTAssertEqual(metrics, [])
    XCTAssertFalse(isComplete)
    XCTAssertEqual(told.withLock { $0 }, 1)
    _ = provider
  }
}
