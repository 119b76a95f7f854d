import Telemetry
import TelemetryTesting
import XCTest

/// Totals and differences of what is recorded, and who wants which (M-76, M-79, M-80, M-86, M-87).
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

  func test_M86_lowMemory_remembersNothingOfWhatIsRecordedAndObservesTotals() {
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
