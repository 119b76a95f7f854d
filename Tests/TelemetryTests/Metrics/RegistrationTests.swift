import Telemetry
import XCTest

final class RegistrationTests: XCTestCase {
  func test_M36_everyFurtherConflict_isToldOnce() {
    let bench = Bench()
    for _ in 0..<2 {
      bench.meter.counter("c", unit: "s").add(1)
      bench.meter.counter("c", unit: "ms").add(2)
      bench.meter.gauge("c", unit: "s").record(3)
    }

    XCTAssertEqual(
      bench.reader.collect().flatMap(\.numberPoints).map(\.value), [.int(2), .int(4), .double(3)])
    XCTAssertEqual(bench.said.all.count, 2, "\(bench.said.all)")
  }

  func test_M36_conflictInTwoMeters_isToldOfBoth() {
    let bench = Bench()
    for name in ["one", "two"] {
      let meter = bench.provider.meter(named: name)
      meter.counter("c", unit: "s").add(1)
      meter.counter("c", unit: "ms").add(2)
    }

    XCTAssertEqual(bench.said.all.count, 2)
  }

  func test_M37_conflictOfKinds_saysWhichViewSettlesIt() {
    let bench = Bench()
    _ = bench.meter.counter("c")
    _ = bench.meter.upDownCounter("c")

    XCTAssertEqual(
      bench.said.all,
      [
        "instrument made twice: first as counter c of Int64, unit '', description '', then as upDownCounter c of Int64,"
          + " unit '', description ''; both are exported; to rename one of them use"
          + " View(InstrumentSelector(name: \"c\", kind: .upDownCounter), StreamConfiguration(name: \"…\"))"
      ]
    )
  }

  func test_M37_conflictsOfUnitAndNumber_sayWhichViewSettlesThem() {
    let bench = Bench()
    _ = bench.meter.counter("c", unit: "s")
    _ = bench.meter.counter("c", unit: "ms")
    _ = bench.meter.counter("c", of: Double.self, unit: "s")

    XCTAssertEqual(bench.said.all.count, 2)
    let recipes = bench.said.all.map { $0.components(separatedBy: "use ").last }
    XCTAssertEqual(
      recipes,
      [
        "View(InstrumentSelector(name: \"c\", unit: \"ms\"), StreamConfiguration(name: \"…\"))",
        "View(InstrumentSelector(name: \"c\", predicate: { $0.isFloatingPoint }), StreamConfiguration(name: \"…\"))",
      ]
    )
  }

  func test_M37_theViewOfTheRecipe_settlesTheConflict() {
    let view = View(InstrumentSelector(name: "c", kind: .upDownCounter), StreamConfiguration(name: "c.open"))
    let bench = Bench(views: [view])
    bench.meter.counter("c").add(1)
    bench.meter.upDownCounter("c").add(-1)

    XCTAssertEqual(bench.names(), ["c", "c.open"])
    XCTAssertEqual(bench.said.all, [])
  }

  func test_M37_M38_viewThatSetsTheDescription_makesOneStreamOfBoth() {
    let view = View(InstrumentSelector(name: "c"), StreamConfiguration(description: "ours"))
    let bench = Bench(views: [view])
    bench.meter.counter("c", description: "one").add(1)
    bench.meter.counter("c", description: "another").add(2)

    let metrics = bench.reader.collect()
    XCTAssertEqual(metrics.map(\.description), ["ours"])
    XCTAssertEqual(metrics.flatMap(\.numberPoints).map(\.value), [.int(3)])
    XCTAssertEqual(bench.said.all, [])
  }

  func test_M41_M36_otherDescription_feedsTheSameStreamUnderTheLongerOne() {
    let bench = Bench()
    for description in ["long", "longest", "longer"] {
      bench.meter.counter("c", description: description).add(1)
      bench.meter.histogram("h", description: description).record(1)
      _ = bench.meter.observableGauge("g", description: description) {
        $0.observe(1, ["d": .string(description)])
      }
    }

    let metrics = bench.reader.collect()
    XCTAssertEqual(metrics.map(\.name), ["c", "h", "g"])
    XCTAssertEqual(metrics.map(\.description), ["longest", "longest", "longest"])
    XCTAssertEqual(metrics[0].numberPoints.map(\.value), [.int(3)])
    XCTAssertEqual(metrics[1].histogramPoints.map(\.count), [3])
    XCTAssertEqual(metrics[2].numberPoints.count, 3)
    XCTAssertEqual(bench.said.all.filter { $0.contains("instrument c ") }.count, 2)
    XCTAssertEqual(
      bench.said.all[0],
      "instrument c was made with the description 'long' and then with 'longest'; the longer one is exported; a view that"
        + " sets the description settles it"
    )
  }

  func test_M36_readersThatWantDifferentThings_areNoConflict() {
    let second = ManualReader(options: MetricReaderOptions(cardinalityLimits: [.counter: 1]))
    let third = MetricReaderOptions(aggregation: { $0 == .histogram ? .sum : .default })
    let bench = Bench(reader: third, second: second)
    bench.meter.counter("c").add(1)
    bench.meter.histogram("h").record(1)

    XCTAssertEqual(bench.names(), ["c", "h"])
    XCTAssertEqual(second.collect().map(\.name), ["c", "h"])
    XCTAssertEqual(bench.said.all, [])
  }

  func test_M39_otherSpelling_feedsTheFirstAndIsAnError() {
    let bench = Bench()
    bench.meter.counter("Requests").add(1)
    let second = bench.meter.counter("requests")
    second.add(2)
    bench.meter.counter("requests").add(4)

    XCTAssertEqual(second.descriptor.name, "Requests")
    XCTAssertEqual(bench.names(), ["Requests"])
    XCTAssertEqual(bench.numbers("Requests"), [[:]: .int(7)])
    XCTAssertEqual(bench.said.all, ["instrument requests is exported as Requests, as it was spelled first"])
  }

  func test_M39_otherSpellingOfAnotherKind_isExportedInTheFirstToo() {
    let bench = Bench()
    bench.meter.counter("Load").add(1)
    bench.meter.gauge("load").record(2)

    XCTAssertEqual(bench.names(), ["Load", "Load"])
    XCTAssertEqual(bench.said.all.count, 2)
  }

  func test_M40_otherAdvice_doesNotCountAndIsAnError() {
    let bench = Bench()
    bench.meter.histogram("h", boundaries: [1], attributeKeys: ["a"]).record(1, ["a": 1, "b": 2])
    bench.meter.histogram("h", boundaries: [2]).record(1, ["a": 1, "b": 2])
    bench.meter.histogram("h", attributeKeys: ["b"]).record(1, ["a": 1, "b": 2])
    // No advice agrees with any.
    bench.meter.histogram("h").record(1, ["a": 1, "b": 2])

    let points = bench.reader.collect().flatMap(\.histogramPoints)
    XCTAssertEqual(points.map(\.bounds), [[1]])
    XCTAssertEqual(points.map(\.attributes), [["a": 1]])
    XCTAssertEqual(points.map(\.count), [4])
    XCTAssertEqual(
      bench.said.all,
      ["instrument h was made again with other boundaries or attributes; those given first are used"]
    )
  }

  func test_M40_adviceThatComesLater_doesNotCountEither() {
    let bench = Bench()
    bench.meter.histogram("h").record(1)
    bench.meter.histogram("h", boundaries: [2]).record(1)

    XCTAssertEqual(
      bench.reader.collect().flatMap(\.histogramPoints).map(\.bounds), [Boundaries.standard.values])
    XCTAssertEqual(bench.said.all.count, 1)
  }

  func test_M42_boundariesThatAreNone_areToldAndCountAsNotGiven() {
    let bench = Bench()
    bench.meter.histogram("a", boundaries: [2, 1]).record(1)
    bench.meter.histogram("b", boundaries: [1, .nan]).record(1)
    bench.meter.histogram("c", boundaries: [1, 1]).record(1)
    bench.meter.histogram("d", boundaries: [.infinity]).record(1)

    let bounds = bench.reader.collect().flatMap(\.histogramPoints).map(\.bounds)
    XCTAssertEqual(bounds, Array(repeating: Boundaries.standard.values, count: 4))
    XCTAssertEqual(
      bench.said.all,
      [("a", "2.0, 1.0"), ("b", "1.0, nan"), ("c", "1.0, 1.0"), ("d", "inf")].map { name, found in
        "histogram \(name): expected finite boundaries in strictly ascending order, found \(found); they are ignored"
      }
    )
  }

  func test_M42_boundaries_cannotHoldWhatIsInvalid() {
    XCTAssertNil(Boundaries([2, 1]))
    XCTAssertNil(Boundaries([.nan]))
    XCTAssertEqual(Boundaries([])?.values, [])
  }
}
