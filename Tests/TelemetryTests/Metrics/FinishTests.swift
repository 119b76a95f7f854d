import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// What becomes of a series whose subject is gone, whoever reads it.
final class FinishTests: XCTestCase {
  private let one: AttributeSet = ["s": 1]
  private let two: AttributeSet = ["s": 2]

  private func shown(_ reader: ManualReader, _ name: String = "c") -> [AttributeSet: NumberValue] {
    reader.shown(name)?.shownValues ?? [:]
  }

  func test_M79_finishedTotal_isShownOnceMore() {
    let bench = Bench()
    let counter = bench.meter.counter("c")
    counter.add(1, one)
    counter.add(2, two)
    XCTAssertEqual(bench.numbers("c"), [one: .int(1), two: .int(2)])
    counter.finish(one)

    XCTAssertEqual(bench.numbers("c"), [one: .int(1), two: .int(2)])
    XCTAssertEqual(bench.numbers("c"), [two: .int(2)])
    XCTAssertEqual(bench.numbers("c"), [two: .int(2)])
  }

  func test_M80_finishedDifference_isShownOnlyIfSomethingIsOwed() {
    let bench = Bench(reader: MetricReaderOptions(temporality: .delta))
    let counter = bench.meter.counter("c")
    counter.add(1, one)
    counter.add(2, two)
    XCTAssertEqual(bench.numbers("c"), [one: .int(1), two: .int(2)])
    counter.add(5, two)
    counter.finish(one)
    counter.finish(two)

    XCTAssertEqual(bench.numbers("c"), [two: .int(5)])
    XCTAssertEqual(bench.numbers("c"), [:])
  }

  func test_M105_finishedSeries_isShownOnceMoreToEachReader() {
    let slow = ManualReader()
    let quick = ManualReader()
    let delta = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let provider = MeterProvider(resource: Resource(), readers: [slow, quick, delta])
    let counter = provider.meter(named: "m").counter("c")
    counter.add(3, one)
    counter.finish(one)

    XCTAssertEqual(shown(quick), [one: .int(3)])
    XCTAssertEqual(shown(quick), [:])
    XCTAssertEqual(shown(delta), [one: .int(3)])
    XCTAssertEqual(shown(delta), [:])
    XCTAssertEqual(shown(slow), [one: .int(3)])
    XCTAssertEqual(shown(slow), [:])
  }

  func test_M105_seriesThatGoesOn_losesNothingForAnyReader() {
    let slow = ManualReader()
    let quick = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let provider = MeterProvider(resource: Resource(), readers: [slow, quick])
    let counter = provider.meter(named: "m").counter("c")
    counter.add(3, one)
    counter.finish(one)
    XCTAssertEqual(shown(quick), [one: .int(3)])
    counter.add(4, one)

    XCTAssertEqual(shown(slow), [one: .int(7)])
    XCTAssertEqual(shown(quick), [one: .int(4)])
    XCTAssertEqual(shown(slow), [one: .int(7)])
  }

  func test_M44_finishedBoundSeries_beginsAnewWhenItIsRecorded() {
    let bench = Bench()
    let counter = bench.meter.counter("c")
    let bound = counter.bound(to: one)
    bound.add(1)
    counter.finish(one)
    XCTAssertEqual(bench.numbers("c"), [one: .int(1)])
    XCTAssertEqual(bench.numbers("c"), [:])
    let restart = bench.clock.now
    bench.clock.advance(by: .seconds(5))
    bound.add(2)

    let points = bench.shown("c")?.shownNumbers
    XCTAssertEqual(points?.map(\.value), [.int(2)])
    XCTAssertEqual(points?.map(\.start), [restart])
  }

  func test_M44_seriesThatIsFinishedWhileItIsBound_endsWithItsBinding() {
    for collections in 0...2 {
      let delta = ManualReader(options: MetricReaderOptions(temporality: .delta))
      let bench = Bench(limit: 1, second: delta)
      let counter = bench.meter.counter("c")
      var bound: BoundCounter<Int64>? = counter.bound(to: one)
      bound?.add(1)
      counter.finish(one)
      for number in 0..<collections { XCTAssertEqual(bench.numbers("c"), number == 0 ? [one: .int(1)] : [:]) }
      bound = nil

      XCTAssertEqual(bench.numbers("c"), collections == 0 ? [one: .int(1)] : [:], "\(collections)")
      XCTAssertEqual(shown(delta), [one: .int(1)])
      bench.clock.advance(by: .seconds(1))
      for _ in 0..<3 { XCTAssertEqual(bench.numbers("c"), [:]) }
      XCTAssertEqual(shown(delta), [:])
      // There is room for another.
      counter.add(2, two)
      XCTAssertEqual(bench.numbers("c"), [two: .int(2)])
      XCTAssertEqual(bench.said.all, [])
    }
  }

  func test_M44_boundSeriesThatBeganAnew_goesOnWithoutItsBinding() {
    let bench = Bench()
    let counter = bench.meter.counter("c")
    var bound: BoundCounter<Int64>? = counter.bound(to: one)
    bound?.add(1)
    counter.finish(one)
    XCTAssertEqual(bench.numbers("c"), [one: .int(1)])
    bench.clock.advance(by: .seconds(1))
    bound?.add(2)
    XCTAssertEqual(bench.numbers("c"), [one: .int(2)])
    bound = nil

    for _ in 0..<3 { XCTAssertEqual(bench.numbers("c"), [one: .int(2)]) }
  }

  func test_M91_seriesThatEndAndComeBackAllTheTime_takeNoMemoryBetweenCollections() {
    let bench = Bench()
    let counter = bench.meter.counter("c")
    func record(rounds: Int) {
      for _ in 0..<rounds {
        for number in 0..<20 {
          let attributes: AttributeSet = ["s": .int(Int64(number))]
          counter.add(1, attributes)
          counter.finish(attributes)
        }
      }
    }
    record(rounds: 100)
    let before = ResidentMemory.bytes
    record(rounds: 10_000)

    // Some 20 bytes each time would make 4 million.
    XCTAssertLessThan(ResidentMemory.bytes - before, 1_000_000)
    XCTAssertEqual(bench.numbers("c").values.map(\.asDouble), Array(repeating: 10_100, count: 20))
    XCTAssertEqual(bench.numbers("c"), [:])
  }

  func test_M88_finishedSeries_makeRoomUnderEachTemporality() {
    for temporality in [TemporalityPreference.cumulative, .delta, .lowMemory] {
      let bench = Bench(limit: 1, reader: MetricReaderOptions(temporality: temporality))
      let gauge = bench.meter.gauge("g")
      for session in 0..<50 {
        let attributes: AttributeSet = ["session.id": .int(Int64(session))]
        gauge.record(Double(session), attributes)
        gauge.finish(attributes)
        XCTAssertEqual(bench.numbers("g"), [attributes: .double(Double(session))])
        bench.clock.advance(by: .seconds(1))
      }
      XCTAssertEqual(bench.said.all, [])
    }
  }

  func test_M105_readerOfAnotherProvider_isOwedNothing() {
    let reader = ManualReader()
    let foreign = ManualReader()
    let first = MeterProvider(resource: Resource(), readers: [foreign])
    let said = Mailbox()
    var options = MeterProvider.Options()
    options.cardinalityLimit = 1
    let second = MeterProvider(
      resource: Resource(),
      readers: [foreign, reader],
      options: options,
      diagnostics: Diagnostics { said.add($0.message) }
    )
    first.meter(named: "m").counter("of the first".replacing(" ", with: ".")).add(1)
    let gauge = second.meter(named: "m").gauge("g")
    for session in 0..<3 {
      gauge.record(1, ["s": .int(Int64(session))])
      gauge.finish(["s": .int(Int64(session))])
      // Nothing waits for a reader that never comes.
      XCTAssertEqual(shown(reader, "g"), [["s": .int(Int64(session))]: .double(1)])
    }

    XCTAssertEqual(foreign.collect().map(\.name), ["of.the.first"])
    XCTAssertEqual(
      said.all, ["a metric reader was given to a second provider; it goes on collecting the first"])
  }
}
