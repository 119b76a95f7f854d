import Telemetry
import TelemetryTesting
import XCTest

/// What is kept of the measurements that are examples (M-93, M-96 … M-100, M-103).
final class ExemplarTests: XCTestCase {
  private func bench(
    limit: Int = 2_000,
    views: [View] = [],
    reader: MetricReaderOptions = MetricReaderOptions()
  ) -> Bench {
    Bench(limit: limit, views: views, reader: reader) { $0.exemplarFilter = .alwaysOn }
  }

  // MARK: What is kept

  func test_M93_M97_pointAndExemplar_haveAllAttributesTogether() throws {
    let view = View(InstrumentSelector(name: "c"), StreamConfiguration(attributes: .including(["route"])))
    let bench = bench(views: [view])
    let recorded: AttributeSet = ["route": "/", "user": 7, "retry": false]
    bench.clock.advance(by: .seconds(1))
    bench.meter.counter("c", of: Double.self).add(2.5, recorded)
    bench.clock.advance(by: .seconds(1))

    let point = try XCTUnwrap(bench.shown("c")?.shownNumbers.first)
    let exemplar = try XCTUnwrap(point.exemplars.first)
    XCTAssertEqual(exemplar.value, .double(2.5))
    XCTAssertEqual(exemplar.filteredAttributes, ["user": 7, "retry": false])
    XCTAssertEqual(point.attributes.merging(exemplar.filteredAttributes), recorded)
  }

  func test_M97_exemplarsOfTheOverflow_haveAllTheirAttributes() {
    let bench = bench(limit: 1)
    let counter = bench.meter.counter("c")
    counter.add(1, ["s": 1])
    counter.add(2, ["s": 2])

    let exemplars = bench.shown("c")?.shownNumbers.map { $0.exemplars.map(\.filteredAttributes) }
    XCTAssertEqual(exemplars, [[["s": 2]], [[:]]])
  }

  func test_M97_moreWaysThanAreRemembered_leadToTheRightSeries() {
    let last = ExemplarReservoirFactory { LastReservoir() }
    let view = View(
      InstrumentSelector(name: "c"),
      StreamConfiguration(attributes: .including(["kept"]), cardinalityLimit: 16, exemplarReservoir: last)
    )
    let bench = bench(views: [view])
    let counter = bench.meter.counter("c")
    // Four ways are remembered for each series there may be; the last one here is not.
    for user in 0...64 { counter.add(1, ["kept": true, "user": .int(Int64(user))]) }

    let point = bench.shown("c")?.shownNumbers.first
    XCTAssertEqual(point?.attributes, ["kept": true])
    XCTAssertEqual(point?.exemplars.map(\.filteredAttributes), [["user": 64]])
  }

  // MARK: Times

  func test_M98_measurementMadeWhileTheCollectionBegins_isWithinItsInterval() throws {
    let bench = bench(reader: MetricReaderOptions(temporality: .delta))
    let counter = bench.meter.counter("c")
    _ = bench.meter.observableGauge("o") { [clock = bench.clock] observer in
      // After the collection began, and before anything is drained.
      clock.advance(by: .seconds(1))
      counter.add(1)
      observer.observe(1)
    }
    for _ in 0..<3 {
      bench.clock.advance(by: .seconds(10))
      let point = try XCTUnwrap(bench.shown("c")?.shownNumbers.first)
      let exemplar = try XCTUnwrap(point.exemplars.first)
      XCTAssertEqual(exemplar.time, point.time)
    }
  }

  func test_M98_FS29_clockThatIsSetBack_movesNoExemplarBeforeItsInterval() throws {
    let bench = bench(reader: MetricReaderOptions(temporality: .delta))
    let counter = bench.meter.counter("c")
    counter.add(1)
    bench.clock.advance(by: .seconds(10))
    let end = try XCTUnwrap(bench.shown("c")?.shownNumbers.first?.time)
    bench.clock.set(now: end.advanced(by: .seconds(-3_600)))
    counter.add(2)
    bench.clock.set(now: end.advanced(by: .seconds(10)))

    let point = try XCTUnwrap(bench.shown("c")?.shownNumbers.first)
    XCTAssertEqual(point.start, end)
    XCTAssertEqual(point.exemplars.map(\.time), [end.advanced(by: .nanoseconds(1))])
  }

  func test_M98_firstMeasurementOfATotal_isAfterItsStart() throws {
    let bench = bench()
    bench.meter.counter("c").add(1)
    bench.clock.advance(by: .seconds(10))

    let point = try XCTUnwrap(bench.shown("c")?.shownNumbers.first)
    let exemplar = try XCTUnwrap(point.exemplars.first)
    XCTAssertGreaterThan(exemplar.time, try XCTUnwrap(point.start))
    XCTAssertLessThanOrEqual(exemplar.time, point.time)
  }

  func test_M98_exemplars_areShownOnce() {
    let bench = bench()
    let counter = bench.meter.counter("c")
    counter.add(1)

    XCTAssertEqual(bench.shown("c")?.shownExemplars.count, 1)
    XCTAssertEqual(bench.shown("c")?.shownExemplars.count, 0)
  }

  // MARK: Reservoirs

  func test_M96_eachSeries_hasAReservoirOfItsOwn() {
    let made = Reading(0)
    let factory = ExemplarReservoirFactory {
      made.value += 1
      return LastReservoir()
    }
    let view = View(InstrumentSelector(name: "c"), StreamConfiguration(exemplarReservoir: factory))
    let bench = bench(views: [view])
    let counter = bench.meter.counter("c")
    for round in 1...2 {
      for series in 0..<3 { counter.add(Int64(10 * round + series), ["s": .int(Int64(series))]) }
      XCTAssertEqual(
        bench.shown("c")?.shownNumbers.map { $0.exemplars.map(\.value) },
        (0..<3).map { [.int(Int64(10 * round + $0))] }
      )
    }

    XCTAssertEqual(made.value, 3)
  }

  func test_M103_reservoirOfAView_isOfferedEverythingThatIsEligible() {
    let offered = Reading<[ExemplarCandidate]>([])
    let factory = ExemplarReservoirFactory { Recorder(offered) }
    let view = View(InstrumentSelector(name: "h"), StreamConfiguration(exemplarReservoir: factory))
    let bench = bench(views: [view])
    let histogram = bench.meter.histogram("h")
    histogram.record(1, ["k": 1])
    bench.clock.advance(by: .seconds(1))
    let context = SpanBench().tracer.withSpan("s") { span in
      histogram.record(2, ["k": 1])
      return span.context
    }

    XCTAssertEqual(offered.value.map(\.value), [.double(1), .double(2)])
    XCTAssertEqual(offered.value.map(\.attributes), [["k": 1], ["k": 1]])
    XCTAssertEqual(offered.value.map(\.span), [nil, context])
    XCTAssertEqual(
      offered.value.map(\.time), [bench.clock.now.advanced(by: .seconds(-1)), bench.clock.now])
  }

  func test_M99_M100_explicitHistogram_keepsOneExemplarForEachBucket() throws {
    let bench = bench()
    let bounds = try XCTUnwrap(Boundaries([1, 2, 3]))
    let histogram = bench.meter.histogram("h", boundaries: bounds)
    for value in 0..<100 { histogram.record(Double(value % 4) + 0.5) }

    XCTAssertEqual(
      bench.shown("h")?.shownExemplars.map(\.value),
      [.double(0.5), .double(1.5), .double(2.5), .double(3.5)]
    )
  }

  func test_M100_standardReservoirs_haveTheirSizes() throws {
    let none = try XCTUnwrap(Boundaries([]))
    let sizes: [(Aggregation, Int)] = [
      (.base2ExponentialHistogram(), 20), (.base2ExponentialHistogram(maximumSize: 7), 7),
      (.explicitBucketHistogram(boundaries: none), 1), (.sum, 1),
    ]
    for (aggregation, size) in sizes {
      let view = View(InstrumentSelector(name: "h"), StreamConfiguration(aggregation: aggregation))
      let bench = bench(views: [view])
      let histogram = bench.meter.histogram("h")
      for value in 0..<100 { histogram.record(Double(value)) }

      XCTAssertEqual(bench.shown("h")?.shownExemplars.count, size, "\(aggregation)")
    }
    let bench = bench()
    let gauge = bench.meter.gauge("g")
    for value in 0..<100 { gauge.record(Double(value)) }
    XCTAssertEqual(bench.shown("g")?.shownExemplars.count, 1)
  }
}

/// Keeps the last measurement.
private final class LastReservoir: ExemplarReservoir {
  private let last = Reading<ExemplarCandidate?>(nil)

  func offer(_ candidate: ExemplarCandidate) { last.value = candidate }

  func collect() -> [ExemplarCandidate] {
    defer { last.value = nil }
    return last.value.map { [$0] } ?? []
  }
}

/// Writes down what it is offered, and keeps none of it.
private final class Recorder: ExemplarReservoir {
  private let offered: Reading<[ExemplarCandidate]>

  init(_ offered: Reading<[ExemplarCandidate]>) {
    self.offered = offered
  }

  func offer(_ candidate: ExemplarCandidate) { offered.value.append(candidate) }
  func collect() -> [ExemplarCandidate] { [] }
}
