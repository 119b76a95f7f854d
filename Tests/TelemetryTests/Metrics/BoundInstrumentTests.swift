import Telemetry
import TelemetryTesting
import XCTest

final class BoundInstrumentTests: XCTestCase {
  func test_M19_everySynchronousKind_canBeBound() {
    let bench = Bench()
    let counter = bench.meter.counter("a").bound(to: ["k": 1])
    let upDownCounter = bench.meter.upDownCounter("b").bound(to: ["k": 1])
    let gauge = bench.meter.gauge("c").bound(to: ["k": 1])
    let histogram = bench.meter.histogram("d").bound(to: ["k": 1])
    counter.add(1)
    counter.add(2)
    upDownCounter.add(-4)
    gauge.record(8)
    histogram.record(16)

    let metrics = bench.reader.collect()
    XCTAssertEqual(metrics.flatMap(\.numberPoints).map(\.value), [.int(3), .int(-4), .double(8)])
    XCTAssertEqual(metrics.flatMap(\.histogramPoints).map(\.sum), [16])
    XCTAssertEqual(metrics.flatMap(\.numberPoints).map(\.attributes), [["k": 1], ["k": 1], ["k": 1]])
  }

  func test_M44_boundAndUnbound_feedOneSeries() {
    let bench = Bench(views: [View(InstrumentSelector(), StreamConfiguration(attributes: .excluding(["x"])))])
    let counter = bench.meter.counter("c")
    let bound = counter.bound(to: ["k": 1, "x": 9])
    bound.add(1)
    counter.add(2, ["k": 1])
    counter.add(4, ["k": 1, "x": 7])

    XCTAssertEqual(bench.numbers("c"), [["k": 1]: .int(7)])
  }

  func test_M44_everyBinding_decidesForItselfAndForLifeWhetherItOverflows() {
    let bench = Bench(limit: 1)
    let gauge = bench.meter.upDownCounter("c")
    let first = gauge.bound(to: ["k": 1])
    let second = gauge.bound(to: ["k": 2])
    first.add(1)
    second.add(2)

    let overflow: AttributeSet = ["otel.metric.overflow": true]
    XCTAssertEqual(bench.numbers("c"), [["k": 1]: .int(1), overflow: .int(2)])
    XCTAssertEqual(bench.said.all.count, 1)
    // What is bound stays where it is, though others come and go.
    gauge.finish(["k": 1])
    _ = bench.reader.collect()
    second.add(4)
    first.add(8)
    XCTAssertEqual(bench.numbers("c")[overflow], .int(6))
    XCTAssertEqual(bench.numbers("c")[["k": 2]], nil)
  }

  func test_M44_bindingMadeWhenThereIsRoom_getsASeriesThoughAnEarlierOneOverflowed() {
    let bench = Bench(limit: 1)
    let counter = bench.meter.counter("c")
    counter.add(1, ["k": 1])
    let early = counter.bound(to: ["k": 2])
    counter.finish(["k": 1])
    for _ in 0..<2 { _ = bench.reader.collect() }
    let late = counter.bound(to: ["k": 2])
    early.add(10)
    late.add(20)

    XCTAssertEqual(
      bench.numbers("c"), [["otel.metric.overflow": true]: .int(10), ["k": 2]: .int(20)])
  }

  func test_M44_boundSeries_isKeptWhileItIsHeldThoughIdle() {
    let bench = Bench(limit: 1, reader: MetricReaderOptions(temporality: .delta))
    let counter = bench.meter.counter("c")
    let bound = counter.bound(to: ["k": 1])
    bound.add(1)
    for _ in 0..<6 {
      bench.clock.advance(by: .seconds(3_600))
      counter.add(1, ["k": 2])
      _ = bench.reader.collect()
    }
    bound.add(5)

    XCTAssertEqual(bench.numbers("c"), [["k": 1]: .int(5)])
  }

  func test_M44_boundRecordings_becomeExemplarsOfTheirSpan() throws {
    let view = View(InstrumentSelector(), StreamConfiguration(attributes: .including(["k"])))
    let bench = Bench(views: [view]) { $0.exemplarFilter = .alwaysOn }
    bench.meter.counter("c").bound(to: ["k": 1, "x": 2]).add(3)

    let exemplars = bench.reader.points("c").flatMap(\.exemplars)
    XCTAssertEqual(exemplars.map(\.value), [.int(3)])
    XCTAssertEqual(exemplars.map(\.filteredAttributes), [["x": 2]])
  }

  func test_M44_M55_boundInstrument_recordsInEveryStream() {
    let views = ["one", "two"].map { View(InstrumentSelector(name: "c"), StreamConfiguration(name: $0)) }
    let bench = Bench(views: views)
    let bound = bench.meter.counter("c").bound(to: ["k": 1])
    bound.add(3)
    bound.add(-1)

    XCTAssertEqual(bench.numbers("one"), [["k": 1]: .int(3)])
    XCTAssertEqual(bench.numbers("two"), [["k": 1]: .int(3)])
  }
}
