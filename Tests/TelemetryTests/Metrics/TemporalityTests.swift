import Telemetry
import TelemetryTesting
import XCTest

/// Totals and differences (M-76 … M-81, M-86, M-87).
final class TemporalityTests: XCTestCase {
  private let get200: AttributeSet = ["verb": "GET", "status": 200]
  private let get500: AttributeSet = ["verb": "GET", "status": 500]

  /// What the specification's example records in each interval.
  private var requests: [[(AttributeSet, Double)]] {
    [
      [(get200, 50), (get200, 100), (get500, 1)],
      [],
      [(get500, 5), (get500, 2)],
      [(get200, 100)],
      [(get200, 100), (get200, 30), (get200, 50)],
    ]
  }

  /// Count, smallest and largest of each series after each interval of the example.
  private func runRequests(_ temporality: TemporalityPreference) throws -> [[AttributeSet: [Double]]] {
    let bench = Bench(reader: MetricReaderOptions(temporality: temporality))
    let bounds = try XCTUnwrap(Boundaries([]))
    let histogram = bench.meter.histogram("http.server.duration", unit: "ms", boundaries: bounds)
    return requests.map { requests in
      for (attributes, duration) in requests { histogram.record(duration, attributes) }
      bench.clock.advance(by: .seconds(60))
      let points = bench.shown("http.server.duration")?.shownHistograms ?? []
      return Dictionary(
        uniqueKeysWithValues: points.map {
          ($0.attributes, [Double($0.count), $0.min ?? .nan, $0.max ?? .nan])
        }
      )
    }
  }

  func test_M76_M80_requestsAsDeltas_areThoseOfTheSpecification() throws {
    XCTAssertEqual(
      try runRequests(.delta),
      [
        [get200: [2, 50, 100], get500: [1, 1, 1]],
        [:],
        [get500: [2, 2, 5]],
        [get200: [1, 100, 100]],
        [get200: [3, 30, 100]],
      ]
    )
  }

  func test_M76_M79_requestsAsTotals_areThoseOfTheSpecification() throws {
    XCTAssertEqual(
      try runRequests(.cumulative),
      [
        [get200: [2, 50, 100], get500: [1, 1, 1]],
        [get200: [2, 50, 100], get500: [1, 1, 1]],
        [get200: [2, 50, 100], get500: [3, 1, 5]],
        [get200: [3, 50, 100], get500: [3, 1, 5]],
        [get200: [6, 30, 100], get500: [3, 1, 5]],
      ]
    )
  }

  // MARK: Observed

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
    let deltas = [50, 53, 56, 60, nil, 10].map { (total: Int64?) in
      now.value = total
      return bench.shown("c")?.shownNumbers.map(\.value)
    }

    XCTAssertEqual(deltas, [[.int(50)], [.int(3)], [.int(3)], [.int(4)], nil, [.int(10)]])
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

  // MARK: Which series are shown

  func test_M79_M80_seriesThatIsLeftAlone_isShownAsATotalAndNotAsADifference() {
    let cumulative = ManualReader()
    let delta = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let provider = MeterProvider(resource: Resource(), readers: [cumulative, delta])
    let meter = provider.meter(named: "m")
    meter.counter("c").add(1)
    meter.gauge("g").record(2)
    meter.histogram("h").record(3)
    meter.upDownCounter("u").add(4)
    let all = ["c", "g", "h", "u"]

    XCTAssertEqual(cumulative.collect().map(\.name), all)
    XCTAssertEqual(delta.collect().map(\.name), all)
    for _ in 0..<3 {
      XCTAssertEqual(cumulative.collect().map(\.name), all)
      // Up-down counters stay totals.
      XCTAssertEqual(delta.collect().map(\.name), ["u"])
    }
    meter.gauge("g").record(2)
    XCTAssertEqual(delta.collect().map(\.name), ["g", "u"])
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

  // MARK: Preferences

  func test_M86_preferences_areThoseOfTheTable() {
    let table: [(InstrumentKind, delta: Temporality, lowMemory: Temporality)] = [
      (.counter, .delta, .delta),
      (.histogram, .delta, .delta),
      (.observableCounter, .delta, .cumulative),
      (.upDownCounter, .cumulative, .cumulative),
      (.observableUpDownCounter, .cumulative, .cumulative),
      (.gauge, .delta, .cumulative),
      (.observableGauge, .delta, .cumulative),
    ]
    for (kind, delta, lowMemory) in table {
      XCTAssertEqual(TemporalityPreference.cumulative[kind], .cumulative, "\(kind)")
      XCTAssertEqual(TemporalityPreference.delta[kind], delta, "\(kind)")
      XCTAssertEqual(TemporalityPreference.lowMemory[kind], lowMemory, "\(kind)")
    }
  }

  func test_M86_lowMemory_rememberNothingOfWhatIsRecordedAndObservesTotals() {
    let bench = Bench(reader: MetricReaderOptions(temporality: .lowMemory))
    let counter = bench.meter.counter("recorded")
    let now = Reading<Int64>(0)
    _ = bench.meter.observableCounter("observed") { $0.observe(now.value) }
    let shown = [5, 9].map { (total: Int64) -> [String: [NumberValue]] in
      counter.add(2)
      now.value = total
      let collected = bench.reader.collect()
      XCTAssertEqual(collected.map(\.shownTemporality), [.delta, .cumulative])
      return Dictionary(uniqueKeysWithValues: collected.map { ($0.name, $0.shownNumbers.map(\.value)) })
    }

    XCTAssertEqual(
      shown,
      [["recorded": [.int(2)], "observed": [.int(5)]], ["recorded": [.int(2)], "observed": [.int(9)]]]
    )
  }

  func test_M87_gauges_haveNeitherTemporalityNorStart() {
    for temporality in [TemporalityPreference.cumulative, .delta] {
      let bench = Bench(reader: MetricReaderOptions(temporality: temporality))
      bench.meter.gauge("g").record(1)
      _ = bench.meter.observableGauge("o") { $0.observe(1) }

      let collected = bench.reader.collect()
      XCTAssertEqual(collected.map(\.shownKind), ["gauge", "gauge"])
      XCTAssertEqual(collected.flatMap(\.shownNumbers).map(\.start), [nil, nil])
    }
  }
}
