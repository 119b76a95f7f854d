import Telemetry
import TelemetryTesting
import XCTest

/// From when to when a point counts (M-82 … M-84).
final class StartTimeTests: XCTestCase {
  /// Seconds after the clock's beginning.
  private func seconds(_ time: Timestamp?, since start: Timestamp) -> Int? {
    time.map { Int(($0.nanosecondsSinceEpoch - start.nanosecondsSinceEpoch) / 1_000_000_000) }
  }

  func test_M82_M84_deltas_followEachOtherWithoutAGap() {
    let bench = Bench(reader: MetricReaderOptions(temporality: .delta))
    let zero = bench.clock.now
    bench.clock.advance(by: .seconds(1))
    let counter = bench.meter.counter("c")
    let histogram = bench.meter.histogram("h")
    var intervals: [[Int?]] = []
    for (step, series) in [(2, 0), (3, 1), (4, 0)] {
      bench.clock.advance(by: .seconds(step))
      counter.add(1, ["s": .int(Int64(series))])
      histogram.record(1, ["s": .int(Int64(series))])
      bench.clock.advance(by: .seconds(step))
      let collected = bench.reader.collect()
      let times =
        collected.flatMap(\.shownNumbers).map { [$0.start, $0.time] }
        + collected.flatMap(\.shownHistograms).map { [$0.start, $0.time] }
      intervals += times.map { $0.map { seconds($0, since: zero) } }
    }

    // Both instruments were made at second 1; the series of the second interval was new then.
    XCTAssertEqual(intervals, [[1, 5], [1, 5], [5, 11], [5, 11], [11, 19], [11, 19]])
  }

  func test_M84_deltasOfOneInstrument_shareTheirStart() {
    let bench = Bench(reader: MetricReaderOptions(temporality: .delta))
    let counter = bench.meter.counter("c")
    let made = bench.clock.now
    for series in 0..<3 {
      bench.clock.advance(by: .seconds(1))
      counter.add(1, ["s": .int(Int64(series))])
    }

    XCTAssertEqual(bench.shown("c")?.shownNumbers.map(\.start), [made, made, made])
  }

  func test_M82_M84_totals_startWithTheFirstMeasurementOfTheirSeries() {
    let bench = Bench()
    let counter = bench.meter.counter("c")
    let zero = bench.clock.now
    var starts: [[Int?]] = []
    for series in 0..<3 {
      bench.clock.advance(by: .seconds(10))
      counter.add(1, ["s": .int(Int64(series))])
      bench.clock.advance(by: .seconds(10))
      starts.append(
        bench.shown("c")?.shownNumbers.map { seconds($0.start, since: zero) } ?? [])
    }

    XCTAssertEqual(starts, [[10], [10, 30], [10, 30, 50]])
  }

  func test_M84_observedTotals_startWithTheInstrumentOrTheCollectionBefore() {
    let bench = Bench()
    let zero = bench.clock.now
    let count = Reading(1)
    bench.clock.advance(by: .seconds(3))
    _ = bench.meter.observableCounter("c") { observer in
      for series in 0..<count.value { observer.observe(1, ["s": .int(Int64(series))]) }
    }
    let starts = [1, 2, 0, 1].map { (number: Int) -> [Int?] in
      count.value = number
      bench.clock.advance(by: .seconds(10))
      return bench.shown("c")?.shownNumbers.map { seconds($0.start, since: zero) } ?? []
    }

    // What went away and comes back begins anew.
    XCTAssertEqual(starts, [[3], [3, 13], [], [33]])
  }

  func test_M82_M84_observedTotalThatIsSetBack_startsAnew() {
    let bench = Bench()
    let zero = bench.clock.now
    let now = Reading<Int64>(0)
    _ = bench.meter.observableCounter("c") { $0.observe(now.value) }
    let starts = [5, 7, 2, 3].map { (total: Int64) -> [Int?] in
      now.value = total
      bench.clock.advance(by: .seconds(10))
      return bench.shown("c")?.shownNumbers.map { seconds($0.start, since: zero) } ?? []
    }

    XCTAssertEqual(starts, [[0], [0], [20], [20]])
  }

  func test_M83_allPoints_carryTheMomentAtWhichTheCollectionBegan() {
    let bench = Bench()
    bench.meter.counter("c").add(1)
    bench.meter.histogram("h").record(1)
    bench.meter.gauge("g").record(1)
    // A callback takes its time.
    _ = bench.meter.observableCounter("o") { [clock = bench.clock] observer in
      clock.advance(by: .seconds(2))
      observer.observe(1)
    }
    bench.clock.advance(by: .seconds(1))
    let began = bench.clock.now

    let collected = bench.reader.collect()
    let times = collected.flatMap { $0.shownNumbers.map(\.time) + $0.shownHistograms.map(\.time) }
    XCTAssertEqual(times, [began, began, began, began])
  }

  func test_M82_instrumentMadeDuringACollection_hasIntervalsThatFollowEachOther() {
    let bench = Bench(reader: MetricReaderOptions(temporality: .delta))
    let meter = bench.meter
    _ = meter.observableGauge("o") { [clock = bench.clock] observer in
      clock.advance(by: .seconds(1))
      meter.counter("c").add(1)
      observer.observe(1)
    }
    let points = (0..<3).flatMap { _ in bench.shown("c")?.shownNumbers ?? [] }

    XCTAssertEqual(points.count, 3)
    for (before, after) in zip(points, points.dropFirst()) {
      XCTAssertEqual(after.start, before.time)
    }
    XCTAssertTrue(points.allSatisfy { ($0.start ?? $0.time) <= $0.time })
  }

  func test_M82_finishedSeriesThatComesBack_startsAnew() {
    let bench = Bench()
    let zero = bench.clock.now
    let counter = bench.meter.counter("c")
    counter.add(5, ["s": 1])
    counter.finish(["s": 1])
    bench.clock.advance(by: .seconds(10))
    XCTAssertEqual(bench.numbers("c"), [["s": 1]: .int(5)])
    bench.clock.advance(by: .seconds(10))
    XCTAssertEqual(bench.numbers("c"), [:])
    counter.add(2, ["s": 1])

    let points = bench.shown("c")?.shownNumbers ?? []
    XCTAssertEqual(points.map(\.value), [.int(2)])
    XCTAssertEqual(points.map { seconds($0.start, since: zero) }, [20])
  }
}
