import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// How room is made for other series, and that nothing is lost by it (M-90, M-91).
final class EvictionTests: XCTestCase {
  private static let overflow: AttributeSet = ["otel.metric.overflow": true]
  private static func series(_ number: Int) -> AttributeSet { ["s": .int(Int64(number))] }

  private func total(_ values: [AttributeSet: NumberValue]) -> Int {
    values.values.reduce(0) { $0 + Int($1.asDouble) }
  }

  func test_M91_FS17_idleSeries_giveWayToOrdinaryOnesWithinOnePeriod() {
    let bench = Bench(limit: 10) { $0.idleTimeout = .seconds(300) }
    let counter = bench.meter.counter("c")
    for number in 0..<10 { counter.add(1, Self.series(number)) }
    let ordinary: AttributeSet = ["ordinary": true]
    var expected = 10
    var visible: [Int] = []
    for round in 1...10 {
      counter.add(1, ordinary)
      expected += 1
      bench.clock.advance(by: .seconds(60))
      let values = bench.numbers("c")
      XCTAssertEqual(total(values), expected, "round \(round)")
      if values[ordinary] != nil { visible.append(round) }
    }

    // Idle since the first collection, at second 60: condemned at 360, gone at 420, and seen again at 480.
    XCTAssertEqual(visible.first, 8)
    XCTAssertEqual(visible, Array(8...10))
    XCTAssertEqual(bench.numbers("c"), [Self.overflow: .int(17), ordinary: .int(3)])
  }

  func test_M91_idleSeriesThatAreInNobodysWay_stay() {
    let bench = Bench(limit: 10) { $0.idleTimeout = .seconds(300) }
    let counter = bench.meter.counter("c")
    for number in 0..<10 { counter.add(1, Self.series(number)) }
    for _ in 0..<20 {
      bench.clock.advance(by: .seconds(60))
      XCTAssertEqual(bench.numbers("c").count, 10)
    }
  }

  func test_M91_idleDistributions_areMergedIntoTheOverflow() throws {
    let bench = Bench(limit: 1) { $0.idleTimeout = .seconds(60) }
    let bounds = try XCTUnwrap(Boundaries([1, 2]))
    let histogram = bench.meter.histogram("h", boundaries: bounds)
    histogram.record(0.5, Self.series(0))
    _ = bench.reader.collect()
    for _ in 0..<3 {
      histogram.record(1.5, Self.series(1))
      bench.clock.advance(by: .seconds(60))
      _ = bench.reader.collect()
    }
    histogram.record(3, Self.series(1))

    let points = bench.shown("h")?.shownHistograms ?? []
    let buckets = Dictionary(uniqueKeysWithValues: points.map { ($0.attributes, $0.bucketCounts) })
    XCTAssertEqual(buckets.values.flatMap(\.self).reduce(0, +), 5)
    XCTAssertEqual(buckets[Self.overflow]?.first, 1)
    XCTAssertEqual(buckets[Self.series(1)]?.last, 1)
    XCTAssertNil(buckets[Self.series(0)])
  }

  func test_M91_idleGauge_disappearsWithoutATrace() {
    let bench = Bench(limit: 1) { $0.idleTimeout = .seconds(60) }
    let gauge = bench.meter.gauge("g")
    gauge.record(1, Self.series(0))
    _ = bench.reader.collect()
    for _ in 0..<3 {
      gauge.record(2, Self.series(1))
      bench.clock.advance(by: .seconds(60))
      _ = bench.reader.collect()
    }
    gauge.record(3, Self.series(1))

    let values = bench.numbers("g")
    XCTAssertEqual(values[Self.series(1)], .double(3))
    XCTAssertNil(values[Self.series(0)])
    XCTAssertNotEqual(values[Self.overflow], .double(1))
  }

  func test_M91_boundSeries_neverGiveWay() {
    let bench = Bench(limit: 1) { $0.idleTimeout = .seconds(60) }
    let counter = bench.meter.counter("c")
    let bound = counter.bound(to: Self.series(0))
    bound.add(1)
    for _ in 0..<5 {
      counter.add(1, Self.series(1))
      bench.clock.advance(by: .seconds(60))
      _ = bench.reader.collect()
    }
    bound.add(1)

    XCTAssertEqual(bench.numbers("c"), [Self.series(0): .int(2), Self.overflow: .int(5)])
  }

  func test_M90_M91_FS17_aMillionValues_takeNoMoreMemoryThanAFew() {
    let bench = Bench(limit: 2_000, reader: MetricReaderOptions(temporality: .delta))
    let counter = bench.meter.counter("c")
    var (sum, next) = (0, 0)
    func record(rounds: Int) {
      for _ in 0..<rounds {
        for _ in 0..<500 {
          counter.add(1, Self.series(next))
          next += 1
        }
        bench.clock.advance(by: .seconds(60))
        let values = bench.numbers("c")
        XCTAssertNil(values[Self.overflow])
        sum += total(values)
      }
    }
    record(rounds: 20)
    let before = ResidentMemory.bytes
    record(rounds: 1_980)

    XCTAssertEqual(sum, 1_000_000)
    XCTAssertLessThan(ResidentMemory.bytes - before, 8_000_000)
  }

  func test_M91_M105_reclaimedSeries_areOwedToReadersOfEitherKind() {
    let total = ManualReader()
    let delta = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let clock = ManualClock()
    var options = MeterProvider.Options()
    options.cardinalityLimit = 5
    options.idleTimeout = .seconds(60)
    let provider = MeterProvider(
      resource: Resource(), readers: [total, delta], options: options, clock: clock,
      diagnostics: Diagnostics { _ in })
    let counter = provider.meter(named: "m").counter("c")
    var sum = 0
    for round in 1...40 {
      for series in 0..<3 { counter.add(1, Self.series(10 * round + series)) }
      clock.advance(by: .seconds(60))
      XCTAssertEqual(self.total(total.shown("c")?.shownValues ?? [:]), 3 * round)
      // Seldom enough that series end which it has not been shown.
      if round % 8 == 0 { sum += self.total(delta.shown("c")?.shownValues ?? [:]) }
    }

    XCTAssertEqual(sum, 120)
  }

  // MARK: While others record

  /// Four threads add 1 to ever new series while this one collects; returns what was added.
  private func recordNewSeries(of counter: Counter<Int64>, while collect: () -> Void) -> Int {
    let isOver = Mailbox()
    let recorders = DispatchGroup()
    for thread in 0..<4 {
      DispatchQueue.global().async(group: recorders) {
        for index in 0..<10_000 {
          counter.add(1, ["s": .int(Int64(index / 50)), "t": .int(Int64(thread % 2))])
        }
        isOver.add("over")
      }
    }
    while isOver.all.count < 4 { collect() }
    recorders.wait()
    return 40_000
  }

  func test_M91_evictionOfDifferences_losesNothingWhileOthersRecord() {
    let bench = Bench(limit: 20, reader: MetricReaderOptions(temporality: .delta))
    var sum = 0
    let added = recordNewSeries(of: bench.meter.counter("c")) {
      bench.clock.advance(by: .seconds(1))
      sum += total(bench.numbers("c"))
    }
    // What was written last of all is collected once the page is turned.
    for _ in 0..<2 { sum += total(bench.numbers("c")) }

    XCTAssertEqual(sum, added)
  }

  func test_M91_reclaimingOfTotals_losesNothingWhileOthersRecord() {
    let bench = Bench(limit: 20) { $0.idleTimeout = .zero }
    let counter = bench.meter.counter("c")
    var before = 0
    let added = recordNewSeries(of: counter) {
      bench.clock.advance(by: .seconds(1))
      let now = total(bench.numbers("c"))
      XCTAssertGreaterThanOrEqual(now, before)
      before = now
    }

    XCTAssertEqual(total(bench.numbers("c")), added)
  }

  func test_M91_M105_finishing_losesNothingForEitherReaderWhileOthersRecord() {
    let delta = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let other = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let provider = MeterProvider(resource: Resource(), readers: [delta, other])
    let counter = provider.meter(named: "m").counter("c")
    var sums = [0, 0]
    var next = 0
    func collect(_ index: Int) {
      sums[index] += total((index == 0 ? delta : other).shown("c")?.shownValues ?? [:])
    }
    let added = recordNewSeries(of: counter) {
      for thread in 0..<2 {
        counter.finish(["s": .int(Int64(next % 200)), "t": .int(Int64(thread))])
      }
      next += 1
      collect(0)
      if next % 3 == 0 { collect(1) }
    }
    for index in [0, 1, 0, 1] { collect(index) }

    XCTAssertEqual(sums, [added, added])
  }
}
