import Telemetry
import TelemetryTesting
import XCTest

/// More series than there may be (M-88 … M-92).
final class OverflowTests: XCTestCase {
  private static let overflow: AttributeSet = ["otel.metric.overflow": true]
  private static func series(_ number: Int) -> AttributeSet { ["s": .int(Int64(number))] }

  private func total(_ values: [AttributeSet: NumberValue]) -> Int {
    values.values.reduce(0) { $0 + Int($1.asDouble) }
  }

  func test_M88_limit_isTheViewsElseTheReadersElseTheProviders() {
    let view = View(InstrumentSelector(name: "viewed"), StreamConfiguration(cardinalityLimit: 2))
    let bench = Bench(
      limit: 6, views: [view], reader: MetricReaderOptions(cardinalityLimits: [.counter: 4]))
    for name in ["viewed", "counter"] {
      let counter = bench.meter.counter(name)
      for number in 0..<10 { counter.add(1, Self.series(number)) }
    }
    let other = bench.meter.upDownCounter("other")
    for number in 0..<10 { other.add(1, Self.series(number)) }

    let counts = Dictionary(
      uniqueKeysWithValues: bench.reader.collect().map { ($0.name, $0.shownNumbers.count) })
    XCTAssertEqual(counts, ["viewed": 3, "counter": 5, "other": 7])
  }

  func test_overflow_isToldForEachMeter() {
    let bench = Bench(limit: 1)
    for meter in ["one", "other", "one"] {
      let counter = bench.provider.meter(named: meter).counter("c")
      for number in 0..<3 { counter.add(1, Self.series(number)) }
    }

    XCTAssertEqual(bench.said.all.count, 2)
  }

  func test_M88_limit_is2000UnlessSaidOtherwise() {
    let reader = ManualReader()
    let provider = MeterProvider(
      resource: Resource(), readers: [reader], diagnostics: Diagnostics { _ in })
    let counter = provider.meter(named: "m").counter("c")
    for number in 0..<2_000 { counter.add(1, Self.series(number)) }
    XCTAssertEqual(reader.shown("c")?.shownNumbers.count, 2_000)
    counter.add(1, Self.series(2_000))

    let values = reader.shown("c")?.shownValues ?? [:]
    XCTAssertEqual(values.count, 2_001)
    XCTAssertEqual(values[Self.overflow], .int(1))
  }

  func test_M88_limit_countsWhatTheViewKeeps() {
    let view = View(InstrumentSelector(name: "c"), StreamConfiguration(attributes: .including(["kept"])))
    let bench = Bench(limit: 2, views: [view])
    let counter = bench.meter.counter("c")
    for number in 0..<100 { counter.add(1, ["kept": .int(Int64(number % 2)), "s": .int(Int64(number))]) }

    XCTAssertEqual(bench.numbers("c"), [["kept": 0]: .int(50), ["kept": 1]: .int(50)])
  }

  func test_M89_everyAggregation_overflows() {
    for aggregation in [Aggregation.sum, .explicitBucketHistogram(), .base2ExponentialHistogram()] {
      let view = View(InstrumentSelector(name: "h"), StreamConfiguration(aggregation: aggregation))
      let bench = Bench(limit: 1, views: [view])
      let histogram = bench.meter.histogram("h")
      for number in 0..<3 { histogram.record(1, Self.series(number)) }

      let metric = bench.shown("h")
      let attributes =
        (metric?.shownNumbers.map(\.attributes) ?? []) + (metric?.shownHistograms.map(\.attributes) ?? [])
        + (metric?.shownExponentials.map(\.attributes) ?? [])
      XCTAssertEqual(Set(attributes), [Self.overflow, Self.series(0)], "\(aggregation)")
    }
  }

  func test_M90_M91_totals_keepTheSeriesTheyHadBeforeTheOverflow() {
    let bench = Bench(limit: 2)
    let counter = bench.meter.counter("c")
    for round in 1...3 {
      for number in 0..<5 { counter.add(1, Self.series(number)) }
      let count = Int64(round)
      XCTAssertEqual(
        bench.numbers("c"),
        [Self.series(0): .int(count), Self.series(1): .int(count), Self.overflow: .int(3 * count)]
      )
    }
  }

  func test_M90_M91_differences_loseNothingWhicheverSeriesOverflow() {
    let bench = Bench(limit: 2, reader: MetricReaderOptions(temporality: .delta))
    let counter = bench.meter.counter("c")
    for round in 0..<20 {
      for number in round..<round + 4 { counter.add(1, Self.series(number)) }
      bench.clock.advance(by: .seconds(60))

      let values = bench.numbers("c")
      XCTAssertEqual(total(values), 4)
      XCTAssertLessThanOrEqual(values.count, 3)
    }
  }

  func test_M92_observedSeries_areThoseThatComeFirst() {
    let bench = Bench(limit: 2)
    _ = bench.meter.observableCounter("c") { observer in
      for number in [7, 3, 9, 1] { observer.observe(Int64(number), Self.series(number)) }
    }
    for _ in 0..<2 {
      XCTAssertEqual(
        bench.numbers("c"),
        [Self.series(7): .int(7), Self.series(3): .int(3), Self.overflow: .int(10)]
      )
    }
    XCTAssertEqual(bench.said.all.count, 1)
  }
}
