import Telemetry
import XCTest

final class ViewTests: XCTestCase {
  /// A reservoir that keeps the first measurement with a value of its own.
  private final class MarkingReservoir: ExemplarReservoir {
    func offer(_ candidate: ExemplarCandidate) {}
    func collect() -> [ExemplarCandidate] { [] }
  }

  func test_M48_view_setsEveryPartOfItsStream() throws {
    let made = Mailbox()
    let stream = StreamConfiguration(
      name: "renamed",
      description: "described",
      attributes: .including(["k"]),
      aggregation: .explicitBucketHistogram(boundaries: Boundaries([10])),
      cardinalityLimit: 1,
      exemplarReservoir: ExemplarReservoirFactory {
        made.add("reservoir")
        return MarkingReservoir()
      }
    )
    let bench = Bench(views: [View(InstrumentSelector(name: "c"), stream)]) { $0.exemplarFilter = .alwaysOn }
    let counter = bench.meter.counter("c", unit: "s", description: "own")
    counter.add(1, ["k": 1, "x": 1])
    counter.add(20, ["k": 2])

    let metric = try XCTUnwrap(bench.reader.collect().first)
    XCTAssertEqual(metric.name, "renamed")
    XCTAssertEqual(metric.description, "described")
    XCTAssertEqual(metric.unit, "s")
    let points = metric.histogramPoints.sorted { $0.bucketCounts[0] > $1.bucketCounts[0] }
    XCTAssertEqual(points.map(\.attributes), [["k": 1], ["otel.metric.overflow": true]])
    XCTAssertEqual(points.map(\.bucketCounts), [[1, 0], [0, 1]])
    XCTAssertEqual(points.map(\.bounds), [[10], [10]])
    XCTAssertEqual(made.all, ["reservoir", "reservoir"])
  }

  func test_M49_whatAViewLeavesOpen_comesFromInstrumentAndReader() throws {
    let reader = MetricReaderOptions(
      aggregation: { $0 == .histogram ? .sum : .default }, cardinalityLimits: [.histogram: 1])
    let bench = Bench(views: [View(InstrumentSelector(), StreamConfiguration())], reader: reader)
    let histogram = bench.meter.histogram("h", unit: "s", description: "own", attributeKeys: ["k"])
    histogram.record(1, ["k": 1, "x": 1])
    histogram.record(2, ["k": 2])

    let metric = try XCTUnwrap(bench.reader.collect().first)
    XCTAssertEqual(metric.name, "h")
    XCTAssertEqual(metric.description, "own")
    XCTAssertEqual(
      Dictionary(uniqueKeysWithValues: metric.numberPoints.map { ($0.attributes, $0.value) }),
      [["k": 1]: .double(1), ["otel.metric.overflow": true]: .double(2)]
    )
  }

  func test_M50_nameOfAView_canBeAnything() {
    let bench = Bench(views: [View(InstrumentSelector(name: "c"), StreamConfiguration(name: "1: Ümläute!"))])
    bench.meter.counter("c").add(1)

    XCTAssertEqual(bench.names(), ["1: Ümläute!"])
    XCTAssertEqual(bench.said.all, [])
  }

  func test_M51_includedKeys_goBeforeAdvice() {
    let views = [
      View(InstrumentSelector(name: "included"), StreamConfiguration(attributes: .including(["b"]))),
      View(InstrumentSelector(name: "advised"), StreamConfiguration(description: "d")),
      View(InstrumentSelector(name: "all"), StreamConfiguration(description: "d")),
    ]
    let bench = Bench(views: views)
    bench.meter.counter("included", attributeKeys: ["a"]).add(1, ["a": 1, "b": 2, "c": 3])
    bench.meter.counter("advised", attributeKeys: ["a"]).add(1, ["a": 1, "b": 2, "c": 3])
    bench.meter.counter("all").add(1, ["a": 1, "b": 2, "c": 3])

    XCTAssertEqual(
      bench.reader.collect().flatMap(\.numberPoints).map(\.attributes),
      [["b": 2], ["a": 1], ["a": 1, "b": 2, "c": 3]]
    )
  }

  func test_M52_excludedKeys_areDropped() {
    let view = View(InstrumentSelector(), StreamConfiguration(attributes: .excluding(["b", "z"])))
    let bench = Bench(views: [view])
    let counter = bench.meter.counter("c")
    counter.add(1, ["a": 1, "b": 2, "c": 3])
    counter.add(2, ["a": 1, "b": 9, "c": 3])
    counter.add(4, ["b": 2])

    XCTAssertEqual(bench.numbers("c"), [["a": 1, "c": 3]: .int(3), [:]: .int(4)])
  }

  func test_M54_withoutAView_everyKindIsAggregatedAsItsKindSuggests() {
    let bench = Bench(views: [View(InstrumentSelector(name: "none"), StreamConfiguration(aggregation: .drop))]
    )
    bench.meter.counter("a").add(1)
    bench.meter.upDownCounter("b").add(1)
    bench.meter.gauge("c").record(1)
    bench.meter.histogram("d").record(1)
    _ = bench.meter.observableCounter("e") { $0.observe(1) }
    _ = bench.meter.observableUpDownCounter("f") { $0.observe(1) }
    _ = bench.meter.observableGauge("g") { $0.observe(1) }

    let shapes = bench.reader.collect().map { metric in
      switch metric.points {
      case .gauge: "gauge"
      case .sum(_, _, let isMonotonic): isMonotonic ? "monotonic sum" : "sum"
      case .histogram(let points, _): "histogram of \(points[0].bounds.count) bounds"
      case .exponentialHistogram, .summary: "other"
      }
    }
    XCTAssertEqual(
      shapes, ["monotonic sum", "sum", "gauge", "histogram of 15 bounds", "monotonic sum", "sum", "gauge"])
  }

  func test_M55_severalViews_makeAStreamEach() {
    let views = [
      View(InstrumentSelector(name: "c"), StreamConfiguration(name: "by.a", attributes: .including(["a"]))),
      View(
        InstrumentSelector(kind: .counter), StreamConfiguration(name: "by.b", attributes: .including(["b"]))),
    ]
    let bench = Bench(views: views)
    let counter = bench.meter.counter("c")
    counter.add(1, ["a": 1, "b": 1])
    counter.add(2, ["a": 1, "b": 2])

    XCTAssertEqual(bench.numbers("by.a"), [["a": 1]: .int(3)])
    XCTAssertEqual(bench.numbers("by.b"), [["b": 1]: .int(1), ["b": 2]: .int(2)])
    XCTAssertEqual(bench.said.all, [])
  }

  func test_M55_viewsThatMakeOneName_areAppliedAndToldOf() {
    let views = [
      View(InstrumentSelector(name: "c"), StreamConfiguration(attributes: .including(["a"]))),
      View(InstrumentSelector(name: "*"), StreamConfiguration(attributes: .including(["b"]))),
    ]
    let bench = Bench(views: views)
    bench.meter.counter("c").add(1, ["a": 1, "b": 2])

    XCTAssertEqual(
      bench.reader.collect().flatMap(\.numberPoints).map(\.attributes), [["a": 1], ["b": 2]])
    XCTAssertEqual(
      bench.said.all,
      [
        "two views of instrument c call their streams c; both are exported; give one of the views another name"
      ]
    )
  }

  func test_M55_viewThatGivesTwoInstrumentsOneName_isAppliedAndToldOf() {
    let bench = Bench(views: [View(InstrumentSelector(name: "?"), StreamConfiguration(name: "same"))])
    bench.meter.counter("a").add(1)
    bench.meter.counter("b").add(2)

    XCTAssertEqual(bench.reader.collect().flatMap(\.numberPoints).map(\.value), [.int(1), .int(2)])
    XCTAssertEqual(
      bench.said.all,
      [
        "two streams are called same: of counter a of Int64, unit '', description '', and of counter b of Int64, unit"
          + " '', description ''; both are exported; give one of their views another name"
      ]
    )
  }

  func test_M56_viewThatMakesNoSense_isIgnoredAndToldOf() {
    let views = [
      View(
        InstrumentSelector(name: "o"), StreamConfiguration(name: "x", aggregation: .explicitBucketHistogram())
      ),
      View(InstrumentSelector(name: "c"), StreamConfiguration(name: "x", aggregation: .lastValue)),
      View(InstrumentSelector(name: "g"), StreamConfiguration(name: "x", aggregation: .sum)),
      View(InstrumentSelector(name: "g"), StreamConfiguration(name: "y")),
    ]
    let bench = Bench(views: views)
    _ = bench.meter.observableCounter("o") { $0.observe(3) }
    bench.meter.counter("c").add(4)
    bench.meter.gauge("g").record(5)

    XCTAssertEqual(bench.names(), ["c", "o", "y"])
    XCTAssertEqual(bench.numbers("o"), [[:]: .int(3)])
    XCTAssertEqual(
      bench.said.all,
      [("o", "observableCounter"), ("c", "counter"), ("g", "gauge")].map { name, kind in
        "the view of '\(name)' has an aggregation that makes no sense for \(name), a \(kind); it is not applied"
      }
    )
  }

  func test_M57_explicitBucketsOfAView_makeAdviceVoid() {
    let views = [
      View(
        InstrumentSelector(name: "own"),
        StreamConfiguration(aggregation: .explicitBucketHistogram(boundaries: Boundaries([7])))),
      View(InstrumentSelector(name: "none"), StreamConfiguration(aggregation: .explicitBucketHistogram())),
      View(InstrumentSelector(name: "default"), StreamConfiguration(name: "renamed")),
    ]
    let bench = Bench(views: views)
    for name in ["own", "none", "default"] { bench.meter.histogram(name, boundaries: [1, 2]).record(1) }

    XCTAssertEqual(
      bench.reader.collect().flatMap(\.histogramPoints).map(\.bounds),
      [[7], Boundaries.standard.values, [1, 2]]
    )
  }

  func test_M57_bucketsOfAReader_leaveAdviceInForce() {
    let reader = MetricReaderOptions(aggregation: { _ in .explicitBucketHistogram() })
    let bench = Bench(reader: reader)
    bench.meter.histogram("h", boundaries: [1, 2]).record(1)
    bench.meter.gauge("g").record(1)

    XCTAssertEqual(bench.reader.collect().flatMap(\.histogramPoints).map(\.bounds).first, [1, 2])
  }
}
