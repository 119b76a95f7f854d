import Telemetry
import TelemetryTesting
import XCTest

/// Totals that somebody else keeps, and their differences (M-76 … M-78, M-81).
final class ObservedTemporalityTests: XCTestCase {
  private static func thread(_ id: Int64) -> AttributeSet { ["pid": 1001, "tid": .int(id)] }

  /// The page faults of each thread in the specification's example, and one interval more.
  private let pageFaults: [[(Int64, Int64)]] = [
    [(1, 50), (2, 30)], [(1, 53), (2, 38)], [(1, 56), (2, 42)], [(1, 60), (2, 47)], [(2, 53), (3, 5)],
    [(1, 10), (2, 57), (3, 8)],
  ]

  private func runPageFaults(
    _ temporality: TemporalityPreference,
    views: [View] = []
  ) -> [[AttributeSet: NumberValue]] {
    let bench = Bench(views: views, reader: MetricReaderOptions(temporality: temporality))
    let now = Reading<[(Int64, Int64)]>([])
    _ = bench.meter.observableCounter("process.paging.faults") { observer in
      for (thread, total) in now.value { observer.observe(total, Self.thread(thread)) }
    }
    return pageFaults.map { faults in
      now.value = faults
      bench.clock.advance(by: .seconds(60))
      return bench.shown("process.paging.faults")?.shownValues ?? [:]
    }
  }

  private func values(_ threads: [(Int64, Int64)]) -> [AttributeSet: NumberValue] {
    Dictionary(uniqueKeysWithValues: threads.map { (Self.thread($0.0), .int($0.1)) })
  }

  func test_M76_M81_pageFaultsAsTotals_areThoseObserved() {
    XCTAssertEqual(runPageFaults(.cumulative), pageFaults.map(values))
  }

  func test_M76_M78_pageFaultsAsDeltas_areThoseOfTheSpecification() {
    let expected: [[(Int64, Int64)]] = [
      [(1, 50), (2, 30)], [(1, 3), (2, 8)], [(1, 3), (2, 4)], [(1, 4), (2, 5)], [(2, 6), (3, 5)],
      [(1, 10), (2, 4), (3, 3)],
    ]
    XCTAssertEqual(runPageFaults(.delta), expected.map(values))
  }

  func test_M78_goldenSequence_ofOneSeriesThatGoesAndComesBack() {
    let bench = Bench(reader: MetricReaderOptions(temporality: .delta))
    let now = Reading<Int64?>(nil)
    _ = bench.meter.observableCounter("c") { observer in
      if let total = now.value { observer.observe(total) }
    }
    let deltas = [50, 53, 56, 60, nil, 10, nil, 25].map { (total: Int64?) in
      now.value = total
      return bench.shown("c")?.shownNumbers.map(\.value)
    }

    // What was 10 before it went away is forgotten when it comes back.
    XCTAssertEqual(
      deltas,
      [[.int(50)], [.int(3)], [.int(3)], [.int(4)], nil, [.int(10)], nil, [.int(25)]]
    )
  }

  func test_M77_attributeAViewDrops_addsObservationsUp() {
    let view = View(
      InstrumentSelector(name: "process.paging.faults"),
      StreamConfiguration(attributes: .excluding(["tid"]))
    )
    XCTAssertEqual(
      runPageFaults(.cumulative, views: [view]),
      [80, 91, 98, 107, 58, 75].map { [["pid": 1001]: .int($0)] }
    )
  }

  func test_M76_M77_attributeAViewDrops_addsDifferencesUp() {
    let view = View(
      InstrumentSelector(name: "process.paging.faults"),
      StreamConfiguration(attributes: .excluding(["tid"]))
    )
    // The end of thread 1 takes nothing away from what the others add.
    XCTAssertEqual(
      runPageFaults(.delta, views: [view]),
      [80, 11, 7, 9, 11, 17].map { [["pid": 1001]: .int($0)] }
    )
  }

  func test_M76_M92_differencesBeyondTheLimit_areAddedUp() {
    let bench = Bench(limit: 1, reader: MetricReaderOptions(temporality: .delta))
    let now = Reading<[Int64: Int64]>([:])
    _ = bench.meter.observableCounter("c") { observer in
      for (series, total) in now.value.sorted(by: { $0.key < $1.key }) {
        observer.observe(total, ["s": .int(series)])
      }
    }
    let beyond = [[1: 1, 2: 100, 3: 100], [1: 1, 2: 105], [1: 1, 2: 106, 3: 7]].map {
      (totals: [Int64: Int64]) in
      now.value = totals
      return bench.numbers("c")[["otel.metric.overflow": true]]
    }

    XCTAssertEqual(beyond, [.int(200), .int(5), .int(8)])
  }

  func test_M77_lastValues_replaceEachOther() {
    let view = View(InstrumentSelector(name: "g"), StreamConfiguration(attributes: .excluding(["tid"])))
    let bench = Bench(views: [view])
    _ = bench.meter.observableGauge("g") { observer in
      observer.observe(1, Self.thread(1))
      observer.observe(2, Self.thread(2))
    }

    XCTAssertEqual(bench.numbers("g"), [["pid": 1001]: .double(2)])
  }

  func test_M76_totalThatIsSetBack_countsFromZeroAgain() {
    let bench = Bench(reader: MetricReaderOptions(temporality: .delta))
    let now = Reading<Int64>(0)
    _ = bench.meter.observableCounter("c") { $0.observe(now.value) }
    let deltas = [100, 130, 20, 25].map { (total: Int64) in
      now.value = total
      return bench.shown("c")?.shownNumbers.map(\.value)
    }

    XCTAssertEqual(deltas, [[.int(100)], [.int(30)], [.int(20)], [.int(5)]])
  }

  func test_M76_whatCanFall_hasNegativeDifferences() {
    let bench = Bench(reader: MetricReaderOptions(temporality: TemporalityPreference { _ in .delta }))
    let now = Reading<Double>(0)
    _ = bench.meter.observableUpDownCounter("observed", of: Double.self) { $0.observe(now.value) }
    let recorded = bench.meter.upDownCounter("recorded", of: Double.self)
    var before = 0.0
    let deltas = [7, 4.5, 6].map { (total: Double) -> [[NumberValue]] in
      now.value = total
      recorded.add(total - before)
      before = total
      return bench.reader.collect().map { $0.shownNumbers.map(\.value) }
    }

    XCTAssertEqual(
      deltas,
      [
        [[.double(7)], [.double(7)]], [[.double(-2.5)], [.double(-2.5)]],
        [[.double(1.5)], [.double(1.5)]],
      ]
    )
  }

  func test_M81_seriesThatIsNotObserved_isNotShown() {
    for temporality in [TemporalityPreference.cumulative, .delta] {
      let bench = Bench(reader: MetricReaderOptions(temporality: temporality))
      let now = Reading<Set<Int64>>([1, 2])
      _ = bench.meter.observableGauge("g") { observer in
        for id in now.value.sorted() { observer.observe(0, ["s": .int(id)]) }
      }
      _ = bench.meter.observableUpDownCounter("u") { observer in
        for id in now.value.sorted() { observer.observe(0, ["s": .int(id)]) }
      }
      let shown = [[1, 2], [2], [], [1]].map { (ids: [Int64]) in
        now.value = Set(ids)
        return bench.reader.collect().map { $0.shownNumbers.map(\.attributes) }
      }

      let one: AttributeSet = ["s": 1]
      let two: AttributeSet = ["s": 2]
      XCTAssertEqual(shown, [[[one, two], [one, two]], [[two], [two]], [], [[one], [one]]])
    }
  }
}
