import Telemetry
import TelemetryTesting
import XCTest

/// What becomes of a recording that is interrupted for longer than any collection waits for it.
final class StragglerTests: XCTestCase {
  private static func series(_ number: Int) -> AttributeSet { ["s": .int(Int64(number))] }

  /// Runs `body` on a thread that is not in the middle of a recording.
  private func elsewhere(_ body: @escaping @Sendable () -> Void) {
    let end = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      body()
      end.signal()
    }
    end.wait()
  }

  func test_M91_interruptedRecording_isInTheNextCollectionHoweverManyWentOnMeanwhile() {
    for collections in 1...4 {
      let delta = ManualReader(options: MetricReaderOptions(temporality: .delta))
      let bench = Bench(second: delta)
      let counter = bench.meter.counter("c")
      counter.add(1, Self.series(0))
      XCTAssertEqual(delta.numbers("c"), [Self.series(0): .int(1)])
      let isThere = counter.add(10, Self.series(0), .writing) { _ in
        for _ in 0..<collections {
          elsewhere { counter.add(100, Self.series(0)) }
          XCTAssertEqual(delta.numbers("c"), [Self.series(0): .int(100)])
        }
      }

      XCTAssertTrue(isThere)
      XCTAssertEqual(delta.numbers("c"), [Self.series(0): .int(10)])
      XCTAssertEqual(delta.numbers("c"), [:])
      XCTAssertEqual(bench.numbers("c"), [Self.series(0): .int(Int64(11 + 100 * collections))])
    }
  }

  func test_M91_seriesThatIsEvictedDuringARecording_isNotAnotherWhenItEnds() {
    let bench = Bench(limit: 1, reader: MetricReaderOptions(temporality: .delta))
    let counter = bench.meter.counter("c")
    counter.add(1, Self.series(0))
    XCTAssertEqual(bench.numbers("c"), [Self.series(0): .int(1)])
    var others = 0.0
    let isThere = counter.add(10, Self.series(0), .writing) { _ in
      for number in 1...5 {
        bench.clock.advance(by: .seconds(1))
        // Idle by now, and in the way of these.
        elsewhere { counter.add(100, Self.series(number)) }
        others += bench.numbers("c").values.reduce(0) { $0 + $1.asDouble }
      }
    }
    bench.clock.advance(by: .seconds(1))

    XCTAssertTrue(isThere)
    XCTAssertEqual(others, 500)
    XCTAssertEqual(bench.numbers("c"), [Self.series(0): .int(10)])
    for _ in 0..<3 {
      bench.clock.advance(by: .seconds(1))
      XCTAssertEqual(bench.numbers("c"), [:])
    }
    counter.add(3, Self.series(9))
    XCTAssertEqual(bench.numbers("c"), [Self.series(9): .int(3)])
  }

  func test_M91_recordingThatOutlivesItsSeriesByAPage_isNotLeftToTheNextOne() {
    let bench = Bench(reader: MetricReaderOptions(temporality: .delta))
    let (counter, reader) = (bench.meter.counter("c"), bench.reader)
    counter.add(1, Self.series(0))
    XCTAssertEqual(bench.numbers("c"), [Self.series(0): .int(1)])
    let shown = Reading<[AttributeSet: Double]>([:])
    let collect = { @Sendable in
      let values = reader.numbers("c").mapValues(\.asDouble)
      shown.change { $0.merge(values, uniquingKeysWith: +) }
    }
    let collecting = Countdown(1)
    let isThere = counter.add(10, Self.series(0), .choosingPage) { page in
      // Idle, and not to be found any more.
      bench.clock.advance(by: .seconds(1))
      XCTAssertEqual(bench.numbers("c"), [:])
      bench.clock.advance(by: .seconds(1))
      let before = page()
      Thread.detachNewThread {
        collect()
        collecting.step()
      }
      // The collection that lets the series go waits for this recording, which goes on while it does.
      while page() == before {}
    }
    collecting.wait()
    counter.add(3, Self.series(1))
    for _ in 0..<3 {
      bench.clock.advance(by: .seconds(1))
      collect()
    }

    XCTAssertTrue(isThere)
    XCTAssertEqual(shown.value, [Self.series(0): 10, Self.series(1): 3])
  }

  func test_M91_seriesThatIsFinishedDuringARecording_getsItAllTheSame() {
    let delta = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let filter = StreamConfiguration(attributes: .excluding(["x"]))
    let bench = Bench(views: [View(InstrumentSelector(), filter)], second: delta)
    let counter = bench.meter.counter("c")
    let whole: AttributeSet = ["s": 0, "x": 1]
    counter.add(1, whole)
    XCTAssertEqual(delta.numbers("c"), [Self.series(0): .int(1)])
    let isThere = counter.add(10, whole, .writing) { _ in
      counter.finish(whole)
      elsewhere { counter.add(100, Self.series(1)) }
      XCTAssertEqual(delta.numbers("c"), [Self.series(1): .int(100)])
    }

    XCTAssertTrue(isThere)
    XCTAssertEqual(delta.numbers("c"), [Self.series(0): .int(10)])
    XCTAssertEqual(bench.numbers("c"), [Self.series(0): .int(11), Self.series(1): .int(100)])
    for _ in 0..<2 {
      XCTAssertEqual(delta.numbers("c"), [:])
      XCTAssertEqual(bench.numbers("c"), [Self.series(1): .int(100)])
    }
  }

  func test_M91_tableThatIsReplacedDuringALookUp_isStillThere() {
    let delta = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let bench = Bench(second: delta)
    let counter = bench.meter.counter("c")
    counter.add(1, Self.series(0))
    XCTAssertEqual(delta.numbers("c"), [Self.series(0): .int(1)])
    let isThere = counter.add(10, Self.series(0), .lookingUp) { _ in
      for round in 0..<3 {
        elsewhere {
          // Each table that is replaced by a larger one is as long as these: whatever is freed is overwritten.
          for number in 1...500 { counter.add(1, Self.series(500 * round + number)) }
        }
        _ = (bench.reader.collect(), delta.collect())
      }
    }

    XCTAssertTrue(isThere)
    XCTAssertEqual(delta.numbers("c"), [Self.series(0): .int(10)])
    XCTAssertEqual(bench.numbers("c").count, 1_501)
    XCTAssertEqual(bench.numbers("c")[Self.series(0)], .int(11))
  }

  func test_M15_valueThatWasSetLate_doesNotComeBackOverNewerOnes() {
    let bench = Bench()
    let gauge = bench.meter.gauge("g", of: Int64.self)
    gauge.record(1, Self.series(0))
    let isThere = gauge.record(2, Self.series(0), .writing) { _ in
      XCTAssertEqual(bench.numbers("g"), [Self.series(0): .int(1)])
    }
    gauge.record(3, Self.series(0))

    XCTAssertTrue(isThere)
    for _ in 0..<4 { XCTAssertEqual(bench.numbers("g"), [Self.series(0): .int(3)]) }
  }
}
