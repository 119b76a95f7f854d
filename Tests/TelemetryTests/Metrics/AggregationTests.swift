import Telemetry
import TelemetryTesting
import XCTest

/// What becomes of measurements (M-59 … M-66).
final class AggregationTests: XCTestCase {
  private func bench(_ aggregation: Aggregation) -> Bench {
    Bench(views: [View(InstrumentSelector(name: "*"), StreamConfiguration(aggregation: aggregation))])
  }

  func test_M59_eachAggregation_canBeChosen() throws {
    let bounds = try XCTUnwrap(Boundaries([1]))
    let expected: [(Aggregation, [String])] = [
      (.drop, []),
      (.default, ["histogram"]),
      (.sum, ["monotonic sum"]),
      (.explicitBucketHistogram(boundaries: bounds), ["histogram"]),
      (.base2ExponentialHistogram(), ["exponential histogram"]),
    ]
    for (aggregation, kinds) in expected {
      let bench = bench(aggregation)
      bench.meter.histogram("m").record(3)

      XCTAssertEqual(bench.reader.collect().map(\.shownKind), kinds, "\(aggregation)")
    }
    let bench = bench(.lastValue)
    bench.meter.gauge("m").record(3)
    XCTAssertEqual(bench.reader.collect().map(\.shownKind), ["gauge"])
  }

  func test_M59_readerThatWantsAnotherAggregation_getsIt() {
    let bench = Bench(
      reader: MetricReaderOptions(aggregation: { kind in
        switch kind {
        case .histogram: .base2ExponentialHistogram(maximumSize: 20)
        case .counter: .drop
        default: .default
        }
      })
    )
    bench.meter.histogram("h").record(3)
    bench.meter.counter("c").add(1)
    bench.meter.upDownCounter("u").add(1)

    XCTAssertEqual(bench.reader.collect().map(\.shownKind).sorted(), ["exponential histogram", "sum"])
  }

  func test_M60_M61_M64_everyKind_hasItsStandardAggregation() {
    let bench = Bench()
    bench.meter.counter("counter").add(1)
    bench.meter.upDownCounter("upDownCounter").add(1)
    bench.meter.histogram("histogram").record(1)
    bench.meter.gauge("gauge").record(1)
    _ = bench.meter.observableCounter("observableCounter") { $0.observe(1) }
    _ = bench.meter.observableUpDownCounter("observableUpDownCounter") { $0.observe(1) }
    _ = bench.meter.observableGauge("observableGauge") { $0.observe(1) }

    let collected = bench.reader.collect()
    XCTAssertEqual(
      Dictionary(uniqueKeysWithValues: collected.map { ($0.name, $0.shownKind) }),
      [
        "counter": "monotonic sum", "upDownCounter": "sum", "histogram": "histogram", "gauge": "gauge",
        "observableCounter": "monotonic sum", "observableUpDownCounter": "sum", "observableGauge": "gauge",
      ]
    )
    let histogram = collected.first { $0.name == "histogram" }?.shownHistograms.first
    XCTAssertEqual(histogram?.bounds, Boundaries.standard.values)
    XCTAssertEqual(histogram?.min, 1)
    XCTAssertEqual(histogram?.max, 1)
  }

  func test_M60_advisedBoundaries_areUsedByTheStandardAggregation() throws {
    let bench = Bench()
    let bounds = try XCTUnwrap(Boundaries([1, 2]))
    bench.meter.histogram("h", boundaries: bounds).record(2)

    XCTAssertEqual(bench.shown("h")?.shownHistograms.map(\.bucketCounts), [[0, 1, 0]])
  }

  func test_M61_sumOfAHistogram_onlyGrows() {
    let bench = bench(.sum)
    let histogram = bench.meter.histogram("h")
    histogram.record(2)
    histogram.record(2.5)
    let counter = bench.meter.upDownCounter("u")
    counter.add(-3)

    let collected = bench.reader.collect()
    XCTAssertEqual(collected.map(\.shownKind), ["monotonic sum", "sum"])
    XCTAssertEqual(collected.map(\.shownValues), [[[:]: .double(4.5)], [[:]: .int(-3)]])
  }

  func test_M62_lastValue_isTheNewestAtTheTimeOfItsCollection() {
    let bench = Bench()
    let gauge = bench.meter.gauge("g")
    gauge.record(7)
    bench.clock.advance(by: .seconds(1))
    gauge.record(3)
    bench.clock.advance(by: .seconds(1))

    let points = bench.shown("g")?.shownNumbers
    XCTAssertEqual(points?.map(\.value), [.double(3)])
    XCTAssertEqual(points?.map(\.time), [bench.clock.now])
  }

  func test_M63_histogramOfWhatCanFall_hasNoSum() {
    for aggregation in [Aggregation.explicitBucketHistogram(), .base2ExponentialHistogram()] {
      let bench = bench(aggregation)
      bench.meter.upDownCounter("u").add(-3)
      bench.meter.gauge("g").record(-2)
      bench.meter.counter("c").add(4)

      let collected = Dictionary(uniqueKeysWithValues: bench.reader.collect().map { ($0.name, $0) })
      let sums = collected.mapValues { metric in
        metric.shownHistograms.map(\.sum) + metric.shownExponentials.map(\.sum)
      }
      XCTAssertEqual(sums, ["u": [nil], "g": [nil], "c": [4]], "\(aggregation)")
      let counts = collected.mapValues { metric in
        metric.shownHistograms.map(\.count) + metric.shownExponentials.map(\.count)
      }
      XCTAssertEqual(counts, ["u": [1], "g": [1], "c": [1]], "\(aggregation)")
    }
  }

  func test_M63_extremes_canBeLeftOut() {
    let choices: [Aggregation] = [
      .explicitBucketHistogram(recordsMinMax: false), .base2ExponentialHistogram(recordsMinMax: false),
    ]
    for aggregation in choices {
      let bench = bench(aggregation)
      bench.meter.histogram("h").record(3)

      let metric = bench.shown("h")
      let extremes =
        (metric?.shownHistograms.map { [$0.min, $0.max] } ?? [])
        + (metric?.shownExponentials.map { [$0.min, $0.max] } ?? [])
      XCTAssertEqual(extremes, [[nil, nil]], "\(aggregation)")
    }
  }

  func test_M65_everyBoundary_endsTheBucketBelowIt() throws {
    // More bounds than are compared at once, and few: both ways of searching.
    for count in [1, 8, 9, 15, 40, 200] {
      let bounds = try XCTUnwrap(Boundaries((0..<count).map { Double($0) }))
      let bench = Bench()
      let histogram = bench.meter.histogram("h", boundaries: bounds)
      for bound in bounds.values {
        histogram.record(bound)
        histogram.record(bound.nextUp)
      }

      // 0 | 0+, 1 | 1+, 2 | … | the last one+
      let expected = [1] + Array(repeating: UInt64(2), count: count - 1) + [1]
      XCTAssertEqual(bench.shown("h")?.shownHistograms.map(\.bucketCounts), [expected], "\(count) bounds")
    }
  }

  func test_M66_noBoundaries_makeOneBucket() throws {
    let bench = Bench()
    let histogram = bench.meter.histogram("h", boundaries: try XCTUnwrap(Boundaries([])))
    for value in [0, 5, 1e300] { histogram.record(value) }

    let point = try XCTUnwrap(bench.shown("h")?.shownHistograms.first)
    XCTAssertEqual(point.bounds, [])
    XCTAssertEqual(point.bucketCounts, [3])
    XCTAssertEqual(point.count, 3)
    XCTAssertEqual(point.sum, 1e300)
  }

  func test_M67_M70_exponentialHistogram_isAsFineAsItsLimitsAllow() throws {
    let bench = bench(.base2ExponentialHistogram(maximumSize: 4, maximumScale: 3))
    let histogram = bench.meter.histogram("h")
    histogram.record(0)
    histogram.record(4)
    XCTAssertEqual(bench.shown("h")?.shownExponentials.map(\.scale), [3])
    for value in [1, 2, 8, 16] { histogram.record(Double(value)) }

    let point = try XCTUnwrap(bench.shown("h")?.shownExponentials.first)
    // (1/4, 1], (1, 4], (4, 16]
    XCTAssertEqual(point.scale, -1)
    XCTAssertEqual(point.positive, .init(offset: -1, counts: [1, 2, 2]))
    XCTAssertEqual(point.zeroCount, 1)
    XCTAssertEqual(point.count, 6)
    XCTAssertEqual(point.sum, 31)
  }

  func test_M69_everyFiniteNumber_isCountedAndNothingElse() throws {
    let bench = bench(.base2ExponentialHistogram())
    let histogram = bench.meter.histogram("h")
    for value in [Double.leastNonzeroMagnitude, 1, .greatestFiniteMagnitude, .nan, .infinity] {
      histogram.record(value)
    }

    let point = try XCTUnwrap(bench.shown("h")?.shownExponentials.first)
    XCTAssertEqual(point.count, 3)
    XCTAssertEqual(point.positive.counts.reduce(0, +), 3)
    XCTAssertEqual(point.min, .leastNonzeroMagnitude)
    XCTAssertEqual(point.max, .greatestFiniteMagnitude)
    XCTAssertEqual(point.sum, .greatestFiniteMagnitude)
  }

  func test_M75_extremesOfADelta_areThoseOfItsInterval() throws {
    let delta = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let cumulative = ManualReader()
    let provider = MeterProvider(resource: Resource(), readers: [delta, cumulative])
    let histogram = provider.meter(named: "m").histogram("h")
    var seen: [[[Double?]]] = []
    for value in [5, 9, 1] {
      histogram.record(Double(value))
      seen.append(
        [delta, cumulative].map { reader in
          reader.shown("h")?.shownHistograms.flatMap { [$0.min, $0.max] } ?? []
        }
      )
    }

    XCTAssertEqual(seen, [[[5, 5], [5, 5]], [[9, 9], [5, 9]], [[1, 1], [1, 9]]])
  }
}
