import Telemetry
import TelemetryTesting
import XCTest

/// Numbers at and beyond the end of their range (M-117 … M-119).
final class NumericEdgeTests: XCTestCase {
  private let unspeakable: [Double] = [.nan, .signalingNaN, .infinity, -.infinity]

  func test_M117_Z13_FS25_whatIsNotFinite_leavesEveryInstrumentAsItWas() {
    let bench = Bench()
    let counter = bench.meter.counter("counter", of: Double.self)
    let upDown = bench.meter.upDownCounter("upDown", of: Double.self)
    let gauge = bench.meter.gauge("gauge")
    let histogram = bench.meter.histogram("histogram")
    for value in [1] + unspeakable {
      counter.add(value)
      upDown.add(value)
      gauge.record(value)
      histogram.record(value)
    }

    let collected = bench.reader.collect()
    XCTAssertEqual(collected.flatMap(\.shownNumbers).map(\.value), [.double(1), .double(1), .double(1)])
    XCTAssertEqual(collected.flatMap(\.shownHistograms).map(\.count), [1])
    XCTAssertEqual(collected.flatMap(\.shownHistograms).map(\.sum), [1])
    XCTAssertEqual(bench.said.all.count, 4, "\(bench.said.all)")
    XCTAssertEqual(
      bench.said.all.first?.hasPrefix("counter: dropped the value nan"), true, "\(bench.said.all)")
  }

  func test_M117_observationsThatAreNotFinite_areDropped() {
    let bench = Bench()
    let unspeakable = unspeakable
    _ = bench.meter.observableGauge("gauge") { observer in
      for (index, value) in unspeakable.enumerated() { observer.observe(value, ["s": .int(Int64(index))]) }
      observer.observe(5)
    }

    XCTAssertEqual(bench.numbers("gauge"), [[:]: .double(5)])
    XCTAssertEqual(bench.said.all.count, 1)
  }

  func test_M117_sumOfFiniteNumbers_mayBecomeInfinite() {
    for temporality in [TemporalityPreference.cumulative, .delta] {
      let bench = Bench(reader: MetricReaderOptions(temporality: temporality))
      let counter = bench.meter.counter("c", of: Double.self)
      let histogram = bench.meter.histogram("h")
      for _ in 0..<2 {
        counter.add(.greatestFiniteMagnitude)
        histogram.record(.greatestFiniteMagnitude)
      }

      let collected = bench.reader.collect()
      XCTAssertEqual(collected.flatMap(\.shownNumbers).map(\.value), [.double(.infinity)])
      XCTAssertEqual(collected.flatMap(\.shownHistograms).map(\.sum), [.infinity])
      XCTAssertEqual(collected.flatMap(\.shownHistograms).map(\.count), [2])
    }
  }

  func test_M117_smallestAndSignedZeros_areNumbersLikeOthers() {
    let bench = Bench()
    let histogram = bench.meter.histogram("h")
    for value in [-0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude] { histogram.record(value) }

    let point = bench.shown("h")?.shownHistograms.first
    XCTAssertEqual(point?.count, 3)
    XCTAssertEqual(point?.bucketCounts.first, 1)
    XCTAssertEqual(point?.bucketCounts.last, 1)
  }

  func test_M118_totalsThatAreAddedUpOverCollections_wrap() {
    let bench = Bench()
    let counter = bench.meter.counter("c")
    let upDown = bench.meter.upDownCounter("u")
    counter.add(.max)
    upDown.add(.min)
    _ = bench.reader.collect()
    counter.add(2)
    upDown.add(-1)

    XCTAssertEqual(
      bench.reader.collect().flatMap(\.shownNumbers).map(\.value), [.int(.min + 1), .int(.max)])
  }

  func test_M118_overflowSeries_wrapsToo() {
    let bench = Bench(limit: 1) { $0.idleTimeout = .zero }
    let counter = bench.meter.counter("c")
    for series in 0..<3 { counter.add(.max, ["s": .int(Int64(series))]) }
    for _ in 0..<3 {
      bench.clock.advance(by: .seconds(1))
      _ = bench.reader.collect()
    }

    let total = bench.numbers("c").values.reduce(Int64(0)) { sum, value in
      if case .int(let number) = value { sum &+ number } else { sum }
    }
    XCTAssertEqual(total, .max &* 3)
  }

  func test_M118_differencesOfObservedNumbers_wrap() {
    let bench = Bench(reader: MetricReaderOptions(temporality: TemporalityPreference { _ in .delta }))
    let now = Reading<Int64>(.max)
    _ = bench.meter.observableUpDownCounter("u") { $0.observe(now.value) }
    let view: AttributeSet = [:]
    XCTAssertEqual(bench.numbers("u"), [view: .int(.max)])
    now.value = .min

    XCTAssertEqual(bench.numbers("u"), [view: .int(1)])
  }

  func test_M118_observationsThatAViewAddsUp_wrap() {
    let view = View(InstrumentSelector(name: "o"), StreamConfiguration(attributes: .including([])))
    let bench = Bench(views: [view])
    _ = bench.meter.observableCounter("o") { observer in
      for series in 0..<2 { observer.observe(.max, ["s": .int(Int64(series))]) }
    }

    XCTAssertEqual(bench.numbers("o"), [[:]: .int(-2)])
  }

  func test_M118_largestWholeNumbers_areCountedByHistograms() {
    let bench = Bench()
    let histogram = bench.meter.histogram("h", of: Int64.self)
    for value in [0, .max] as [Int64] { histogram.record(value) }

    let point = bench.shown("h")?.shownHistograms.first
    XCTAssertEqual(point?.sum, 0x1p63)
    XCTAssertEqual(point?.bucketCounts, [1] + Array(repeating: 0, count: 14) + [1])
  }

  func test_M119_FS25_negativeAdditions_areDroppedAndToldOnce() {
    let bench = Bench()
    let counter = bench.meter.counter("c")
    let histogram = bench.meter.histogram("h")
    counter.add(5)
    for _ in 0..<3 {
      counter.add(-1)
      counter.add(.min)
      histogram.record(-0.5)
    }

    XCTAssertEqual(bench.numbers("c"), [[:]: .int(5)])
    XCTAssertNil(bench.shown("h"))
    XCTAssertEqual(bench.said.all.count, 2)
    XCTAssertEqual(bench.said.all.first?.hasPrefix("c: dropped the value -1"), true, "\(bench.said.all)")
  }
}
