import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

final class ObservableTests: XCTestCase {
  /// What a callback observes next, by attributes.
  private final class Readings: Sendable {
    private let values = Mutex<[(AttributeSet, Int64)]>([])

    func set(_ new: KeyValuePairs<AttributeSet, Int64>) {
      values.withLock { $0 = new.map { ($0.key, $0.value) } }
    }

    func observe(with observer: Observer<Int64>) {
      for (attributes, value) in values.withLock({ $0 }) { observer.observe(value, attributes) }
    }
  }

  func test_M16_observations_areTotalsOrStatesAndNotAdded() {
    let bench = Bench()
    let readings = Readings()
    _ = bench.meter.observableCounter("c") { readings.observe(with: $0) }
    _ = bench.meter.observableUpDownCounter("u") { readings.observe(with: $0) }
    _ = bench.meter.observableGauge("g", of: Int64.self) { readings.observe(with: $0) }

    for value in [5, 7] as [Int64] {
      readings.set([[:]: value])
      let metrics = bench.reader.collect()
      XCTAssertEqual(metrics.flatMap(\.numberPoints).map(\.value), Array(repeating: .int(value), count: 3))
      guard case .sum(_, .cumulative, isMonotonic: true) = metrics[0].points,
        case .sum(_, .cumulative, isMonotonic: false) = metrics[1].points,
        case .gauge = metrics[2].points
      else { return XCTFail("\(metrics)") }
    }
  }

  func test_M25_allObservationsOfACollection_haveItsTime() {
    let bench = Bench()
    let clock = bench.clock
    _ = bench.meter.observableCounter("c") { observer in
      observer.observe(1, ["k": 1])
      clock.advance(by: .seconds(1))
      observer.observe(2, ["k": 2])
    }
    _ = bench.meter.observableGauge("g") { $0.observe(3) }
    let start = bench.clock.now

    XCTAssertEqual(
      bench.reader.collect().flatMap(\.numberPoints).map(\.time), Array(repeating: start, count: 3))
  }

  func test_M26_ofTwoObservationsOfTheSameAttributes_theLastCounts() {
    let bench = Bench()
    _ = bench.meter.observableCounter("c") { observer in
      observer.observe(5, ["k": 1])
      observer.observe(3, ["k": 1])
    }

    XCTAssertEqual(bench.numbers("c"), [["k": 1]: .int(3)])
    XCTAssertEqual(bench.said.all, [])
  }

  func test_M77_totalsThatAViewMakesEqual_areAdded() {
    let view = View(InstrumentSelector(), StreamConfiguration(attributes: .excluding(["pid"])))
    let bench = Bench(views: [view])
    let readings = Readings()
    _ = bench.meter.observableCounter("faults") { readings.observe(with: $0) }
    _ = bench.meter.observableGauge("last", of: Int64.self) { readings.observe(with: $0) }

    let steps: [(KeyValuePairs<AttributeSet, Int64>, sum: Int64, last: Int64)] = [
      ([["pid": 1]: 50, ["pid": 2]: 30], 80, 30),
      ([["pid": 1]: 53, ["pid": 2]: 38], 91, 38),
      ([["pid": 1]: 56, ["pid": 2]: 42], 98, 42),
      ([["pid": 1]: 60, ["pid": 2]: 47], 107, 47),
      ([["pid": 2]: 53, ["pid": 3]: 5], 58, 5),
      ([["pid": 1]: 10, ["pid": 2]: 57, ["pid": 3]: 8], 75, 8),
    ]
    for step in steps {
      readings.set(step.0)
      let metrics = bench.reader.collect()
      XCTAssertEqual(metrics.map { $0.numberPoints.map(\.value) }, [[.int(step.sum)], [.int(step.last)]])
      XCTAssertEqual(metrics.map { $0.numberPoints.map(\.attributes) }, [[[:]], [[:]]])
    }
  }

  func test_M78_M81_deltas_areDifferencesAndForgetWhoWasAbsent() {
    let bench = Bench(reader: MetricReaderOptions(temporality: .delta))
    let readings = Readings()
    _ = bench.meter.observableCounter("faults") { readings.observe(with: $0) }

    let steps: [(KeyValuePairs<AttributeSet, Int64>, [AttributeSet: NumberValue])] = [
      ([["pid": 1]: 50], [["pid": 1]: .int(50)]),
      ([["pid": 1]: 53], [["pid": 1]: .int(3)]),
      ([["pid": 1]: 56], [["pid": 1]: .int(3)]),
      ([["pid": 1]: 60], [["pid": 1]: .int(4)]),
      ([:], [:]),
      ([["pid": 1]: 10], [["pid": 1]: .int(10)]),
    ]
    for (observed, shown) in steps {
      readings.set(observed)
      XCTAssertEqual(bench.numbers("faults"), shown)
    }
  }

  func test_M84_M82_totals_startWithTheInstrumentOrTheCollectionBefore() {
    let bench = Bench()
    let readings = Readings()
    let created = bench.clock.now
    _ = bench.meter.observableCounter("c") { readings.observe(with: $0) }
    func starts(at second: Int64) -> [Timestamp?] {
      bench.clock.advance(by: .seconds(second) - Instant(nanoseconds: 0).duration(until: bench.clock.instant))
      return bench.reader.points("c").map(\.start)
    }
    func time(_ second: Int64) -> Timestamp { created.advanced(by: .seconds(second)) }

    readings.set([["k": 1]: 5])
    XCTAssertEqual(starts(at: 10), [created])
    readings.set([["k": 1]: 6, ["k": 2]: 1])
    XCTAssertEqual(starts(at: 20), [created, time(10)])
    XCTAssertEqual(starts(at: 30), [created, time(10)])
    // Set back, as by a restart of what is observed.
    readings.set([["k": 1]: 2, ["k": 2]: 1])
    XCTAssertEqual(starts(at: 40), [time(30), time(10)])
    XCTAssertEqual(starts(at: 50), [time(30), time(10)])
  }

  func test_M84_M82_differences_allStartWithTheCollectionBefore() {
    let bench = Bench(reader: MetricReaderOptions(temporality: .delta))
    let readings = Readings()
    _ = bench.meter.observableCounter("c") { readings.observe(with: $0) }
    var before = bench.clock.now
    for value in [5, 6, 2] as [Int64] {
      readings.set([["k": 1]: value, ["k": .int(value + 10)]: 1])
      bench.clock.advance(by: .seconds(10))
      let points = bench.reader.points("c")
      XCTAssertEqual(points.map(\.start), [before, before])
      XCTAssertEqual(points.map(\.time), [bench.clock.now, bench.clock.now])
      before = bench.clock.now
    }
  }

  func test_M92_M89_setsObservedFirst_areKeptAndTheRestIsOne() {
    let bench = Bench(limit: 2)
    let readings = Readings()
    _ = bench.meter.observableCounter("c") { readings.observe(with: $0) }
    _ = bench.meter.observableGauge("g", of: Int64.self) { readings.observe(with: $0) }
    readings.set([["k": 9]: 1, ["k": 1]: 2, ["k": 2]: 4, ["k": 3]: 8])

    let overflow: AttributeSet = ["otel.metric.overflow": true]
    XCTAssertEqual(bench.numbers("c"), [["k": 9]: .int(1), ["k": 1]: .int(2), overflow: .int(12)])
    XCTAssertEqual(bench.numbers("g"), [["k": 9]: .int(1), ["k": 1]: .int(2), overflow: .int(8)])
    XCTAssertEqual(
      bench.said.all,
      ["c", "g"].map {
        "\($0): more than 2 attribute sets were observed; those beyond share one series; 'k' alone has 2 different values"
      }
    )
    // Who comes first is decided anew each time.
    readings.set([["k": 3]: 8, ["k": 2]: 4])
    XCTAssertEqual(bench.numbers("c"), [["k": 3]: .int(8), ["k": 2]: .int(4)])
  }

  func test_M92_limit_countsWhatAViewLeaves() {
    let view = View(InstrumentSelector(), StreamConfiguration(attributes: .including(["k"])))
    let bench = Bench(limit: 2, views: [view])
    let readings = Readings()
    _ = bench.meter.observableCounter("c") { readings.observe(with: $0) }
    readings.set([["k": 1, "x": 1]: 1, ["k": 1, "x": 2]: 2, ["k": 2, "x": 3]: 4, ["k": 2, "x": 4]: 8])

    XCTAssertEqual(bench.numbers("c"), [["k": 1]: .int(3), ["k": 2]: .int(12)])
    XCTAssertEqual(bench.said.all, [])
  }

  func test_M105_M85_readers_seeObservationsOfTheirOwn() {
    let second = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let bench = Bench(second: second)
    let runs = Mutex<Int64>(0)
    _ = bench.meter.observableCounter("c") { observer in
      observer.observe(
        runs.withLock { runs in
          runs += 10
          return runs
        }
      )
    }

    XCTAssertEqual(bench.numbers("c"), [[:]: .int(10)])
    XCTAssertEqual(second.numbers("c"), [[:]: .int(20)])
    XCTAssertEqual(bench.numbers("c"), [[:]: .int(30)])
    XCTAssertEqual(second.numbers("c"), [[:]: .int(20)])
  }

  func test_Z13_observationsThatCannotBeMeant_areDroppedAndToldOnce() {
    let bench = Bench()
    _ = bench.meter.observableCounter("c", of: Double.self) { observer in
      observer.observe(-1, ["k": 1])
      observer.observe(.nan, ["k": 2])
      observer.observe(2, ["k": 3])
    }

    XCTAssertEqual(bench.numbers("c"), [["k": 3]: .double(2)])
    XCTAssertEqual(
      bench.said.all, ["c: dropped the value -1.0; a observableCounter takes finite values from 0"])
  }
}
