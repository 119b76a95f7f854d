import Telemetry
import TelemetryTesting
import XCTest

final class InstrumentTests: XCTestCase {
  func test_counter_addsUpPerAttributeSet() {
    let bench = Bench()
    let counter = bench.meter.counter("c", unit: "{item}", description: "items")
    counter.add(1, ["k": "a"])
    counter.add(2, ["k": "b"])
    counter.add(3, ["k": "a"])

    let metric = bench.reader.collect()[0]
    XCTAssertEqual(metric.name, "c")
    XCTAssertEqual(metric.unit, "{item}")
    XCTAssertEqual(metric.description, "items")
    XCTAssertEqual(metric.scope, InstrumentationScope(name: "bench", version: "1"))
    XCTAssertEqual(metric.resource, Resource(["service.name": "bench"]))
    XCTAssertEqual(bench.numbers("c"), [["k": "a"]: .int(4), ["k": "b"]: .int(2)])
  }

  func test_M82_M83_M84_times_areTheFirstRecordingAndTheCollection() {
    let bench = Bench()
    let counter = bench.meter.counter("c")
    bench.clock.advance(by: .seconds(5))
    let first = bench.clock.now
    counter.add(1)
    bench.clock.advance(by: .seconds(7))

    for _ in 0..<2 {
      guard case .sum(let points, .cumulative, isMonotonic: true) = bench.reader.collect()[0].points else {
        return XCTFail("expected a cumulative monotonic sum")
      }
      XCTAssertEqual(points.map(\.start), [first])
      XCTAssertEqual(points.map(\.time), [bench.clock.now])
      bench.clock.advance(by: .seconds(7))
    }
  }

  func test_FS29_clockSetBack_letsNoPointEndBeforeItsStartOrGoBack() {
    let bench = Bench()
    let counter = bench.meter.counter("c")
    counter.add(1, ["s": 1])
    let first = bench.clock.now
    _ = bench.reader.collect()
    bench.clock.set(now: first.advanced(by: .seconds(-3_600)))
    counter.add(1, ["s": 2])

    guard case .sum(let points, _, _) = bench.reader.collect()[0].points else { return XCTFail("no sum") }
    let next = first.advanced(by: .milliseconds(1))
    XCTAssertEqual(points.map(\.time), [next, next])
    XCTAssertTrue(points.allSatisfy { ($0.start ?? first) <= $0.time })
  }

  func test_seriesThatBeginDuringACollection_startBeforeTheyEnd() {
    let reader = ManualReader()
    let provider = MeterProvider(resource: Resource(), readers: [reader])
    let counter = provider.meter(named: "m").counter("c")
    let isOver = Mailbox()
    let recorder = DispatchGroup()
    DispatchQueue.global().async(group: recorder) {
      for index in 0..<1_900 { counter.add(1, ["i": .int(Int64(index))]) }
      isOver.add("over")
    }
    while isOver.all.isEmpty {
      for metric in reader.collect() {
        guard case .sum(let points, _, _) = metric.points else { continue }
        XCTAssertTrue(points.allSatisfy { ($0.start ?? $0.time) <= $0.time })
      }
    }
    recorder.wait()
  }

  func test_upDownCounter_falls() {
    let bench = Bench()
    let counter = bench.meter.upDownCounter("u", of: Double.self)
    counter.add(2.5)
    counter.add(-4)

    XCTAssertEqual(bench.numbers("u"), [[:]: .double(-1.5)])
    guard case .sum(_, .cumulative, isMonotonic: false) = bench.reader.collect()[0].points else {
      return XCTFail("expected a sum that is not monotonic")
    }
  }

  func test_gauge_keepsTheLastValue() {
    let bench = Bench()
    let gauge = bench.meter.gauge("g")
    gauge.record(1)
    gauge.record(-2)

    XCTAssertEqual(bench.numbers("g"), [[:]: .double(-2)])
  }

  func test_finishedGaugeSeries_isShownOnceMore() {
    let bench = Bench()
    let gauge = bench.meter.gauge("g")
    gauge.record(1, ["s": 1])
    gauge.record(2, ["s": 2])
    gauge.record(3, ["s": 3])
    gauge.finish(["s": 1])

    XCTAssertEqual(bench.numbers("g").count, 3)
    XCTAssertEqual(bench.numbers("g"), [["s": 2]: .double(2), ["s": 3]: .double(3)])
    gauge.record(9, ["s": 1])
    XCTAssertEqual(bench.numbers("g").count, 3)
  }

  func test_finishedSeriesThatIsRecordedAgain_livesOn() {
    let bench = Bench()
    let gauge = bench.meter.gauge("g")
    gauge.record(1, ["s": 1])
    gauge.finish(["s": 1])
    gauge.record(2, ["s": 1])

    XCTAssertEqual(bench.numbers("g"), [["s": 1]: .double(2)])
    XCTAssertEqual(bench.numbers("g"), [["s": 1]: .double(2)])
  }

  func test_M65_histogram_countsUpperBoundsInclusively() throws {
    let bench = Bench()
    let bounds = try XCTUnwrap(Boundaries([0, 5]))
    let histogram = bench.meter.histogram("h", boundaries: bounds)
    for value in [0, 5, 7.5] { histogram.record(value) }

    guard case .histogram(let points, .cumulative) = bench.reader.collect()[0].points else {
      return XCTFail("expected a cumulative histogram")
    }
    XCTAssertEqual(points.count, 1)
    XCTAssertEqual(points[0].bucketCounts, [1, 1, 1])
    XCTAssertEqual(points[0].bounds, [0, 5])
    XCTAssertEqual(points[0].count, 3)
    XCTAssertEqual(points[0].sum, 12.5)
    XCTAssertEqual(points[0].min, 0)
    XCTAssertEqual(points[0].max, 7.5)
  }

  func test_M64_histogramWithoutBounds_usesTheStandardOnes() {
    let bench = Bench()
    bench.meter.histogram("h", of: Int64.self).record(10_001)

    guard case .histogram(let points, _) = bench.reader.collect()[0].points else {
      return XCTFail("expected a histogram")
    }
    XCTAssertEqual(points[0].bounds, Boundaries.standard.values)
    XCTAssertEqual(points[0].bucketCounts.count, 16)
    XCTAssertEqual(points[0].bucketCounts.last, 1)
  }

  func test_boundaries_refuseUnsortedAndInfinite() {
    XCTAssertNil(Boundaries([1, 1]))
    XCTAssertNil(Boundaries([2, 1]))
    XCTAssertNil(Boundaries([1, .nan]))
    XCTAssertNil(Boundaries([.infinity]))
    XCTAssertNotNil(Boundaries([]))
  }

  func test_Z13_valuesThatCannotBeMeant_areDroppedAndToldOnce() {
    let bench = Bench()
    let counter = bench.meter.counter("c", of: Double.self)
    let histogram = bench.meter.histogram("h")
    let gauge = bench.meter.gauge("g")
    for value in [-1, .nan, .infinity] as [Double] {
      counter.add(value)
      counter.bound(to: [:]).add(value)
      histogram.record(value)
      histogram.bound(to: ["b": 1]).record(value)
    }
    gauge.record(.nan)
    counter.add(1)

    XCTAssertEqual(bench.numbers("c"), [[:]: .double(1)])
    XCTAssertEqual(bench.said.all.count, 3, "\(bench.said.all)")
    XCTAssertEqual(bench.numbers("g"), [:])
  }

  func test_M118_wholeNumbers_wrapInsteadOfTrapping() {
    let bench = Bench()
    let counter = bench.meter.counter("c")
    counter.add(.max)
    counter.add(1)

    XCTAssertEqual(bench.numbers("c"), [[:]: .int(.min)])
  }

  func test_M38_theSameInstrumentTwice_feedsOneStream() {
    let bench = Bench()
    bench.meter.counter("Same", unit: "1").add(1)
    bench.meter.counter("Same", unit: "1").add(2)
    bench.provider.meter(named: "bench", version: "1").counter("Same", unit: "1").add(3)

    XCTAssertEqual(bench.reader.collect().count, 1)
    XCTAssertEqual(bench.numbers("Same"), [[:]: .int(6)])
    XCTAssertEqual(bench.said.all, [])
  }

  func test_M36_conflictingInstruments_areBothExportedAndToldOnce() {
    let bench = Bench()
    for _ in 0..<2 {
      bench.meter.counter("c", unit: "s").add(1)
      bench.meter.counter("c", unit: "ms").add(2)
    }

    XCTAssertEqual(bench.reader.collect().map(\.unit).sorted(), ["ms", "s"])
    XCTAssertEqual(bench.said.all.count, 1)
    XCTAssertTrue(bench.said.all[0].contains("unit 's'") && bench.said.all[0].contains("unit 'ms'"))
  }

  func test_M06_badNames_recordNothingAndAreTold() {
    let bench = Bench()
    for name in ["", "1a", "a b", "ä", String(repeating: "a", count: 256)] {
      bench.meter.counter(name).add(1)
    }
    bench.meter.counter("a" + String(repeating: "/", count: 254)).add(1)

    XCTAssertEqual(bench.reader.collect().count, 1)
    XCTAssertEqual(bench.said.all.count, 5)
  }

  func test_M43_droppedInstrument_isDisabled() {
    let bench = Bench(views: [View(InstrumentSelector(name: "no"), StreamConfiguration(aggregation: .drop))])
    let no = bench.meter.counter("no")
    no.add(1)
    bench.meter.counter("yes").add(1)

    XCTAssertFalse(no.isEnabled)
    XCTAssertEqual(bench.reader.collect().map(\.name), ["yes"])
  }

  func test_M33_afterShutdown_metersRecordNothing() {
    let bench = Bench()
    XCTAssertTrue(bench.provider.shutdown(within: .seconds(1)))
    XCTAssertTrue(bench.provider.shutdown(within: .seconds(1)))
    bench.provider.meter(named: "late").counter("c").add(1)

    XCTAssertEqual(bench.reader.collect(), [])
  }

  func test_M105_readers_seeTheSame() {
    let one = ManualReader()
    let other = ManualReader()
    let provider = MeterProvider(resource: Resource(), readers: [one, other])
    provider.meter(named: "m").counter("c").add(1)

    XCTAssertEqual(one.collect().count, 1)
    XCTAssertEqual(other.collect().map(\.name), ["c"])
  }
}
