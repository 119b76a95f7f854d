import Telemetry
import TelemetryTesting
import XCTest

/// When callbacks run, for whom, and what becomes of those that do not return (M-85, M-106).
final class ObservedCollectionTests: XCTestCase {
  func test_M85_M106_callbacks_runForTheReaderThatCollectsAndForItAlone() {
    let one = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let other = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let provider = MeterProvider(resource: Resource(), readers: [one, other])
    let runs = Reading<Int64>(0)
    _ = provider.meter(named: "m").observableCounter("o") { observer in
      runs.value += 1
      observer.observe(runs.value)
    }
    XCTAssertEqual(one.shown("o")?.shownNumbers.map(\.value), [.int(1)])
    XCTAssertEqual(one.shown("o")?.shownNumbers.map(\.value), [.int(1)])

    XCTAssertEqual(other.shown("o")?.shownNumbers.map(\.value), [.int(3)])
    XCTAssertEqual(runs.value, 3)
  }

  func test_M85_readerThatDropsTheInstrument_runsNoCallback() {
    let reader = ManualReader()
    let dropping = ManualReader(options: MetricReaderOptions(aggregation: { _ in .drop }))
    let provider = MeterProvider(resource: Resource(), readers: [reader, dropping])
    let runs = Reading(0)
    _ = provider.meter(named: "m").observableCounter("o") { _ in runs.value += 1 }
    _ = dropping.collect()
    XCTAssertEqual(runs.value, 0)

    _ = reader.collect()
    XCTAssertEqual(runs.value, 1)
  }

  func test_M85_observationsOutsideOfACallback_areIgnoredAndTold() {
    let bench = Bench()
    let kept = Reading<Observer<Int64>?>(nil)
    _ = bench.meter.observableCounter("o") { observer in
      observer.observe(1, ["in": true])
      kept.value = observer
    }
    XCTAssertEqual(bench.numbers("o"), [["in": true]: .int(1)])
    for _ in 0..<2 { kept.value?.observe(2, ["in": false]) }

    XCTAssertEqual(bench.numbers("o"), [["in": true]: .int(1)])
    XCTAssertEqual(bench.said.all.count, 1)
    XCTAssertEqual(
      bench.said.all.first?.contains("o: observed after its callback had returned"), true, "\(bench.said.all)"
    )
  }

  func test_M85_M106_callbackThatHangs_costsItsOwnMetricsOnly() throws {
    let bench = Bench { $0.callbackBudget = .seconds(10) }
    let mayReturn = DispatchSemaphore(value: 0)
    let hasReturned = DispatchSemaphore(value: 0)
    let hangs = Reading(true)
    bench.meter.counter("c").add(1)
    _ = bench.meter.observableGauge("prompt") { $0.observe(1) }
    _ = bench.meter.observableGauge("slow") { [clock = bench.clock] observer in
      observer.observe(1, ["half": true])
      guard hangs.value else { return }
      clock.advance(by: .seconds(10))
      mayReturn.wait()
      observer.observe(2)
      hasReturned.signal()
    }

    let collection = try bench.reader.collection()
    XCTAssertFalse(collection.isComplete)
    XCTAssertEqual(collection.metrics.map(\.name), ["c", "prompt"])
    XCTAssertEqual(bench.said.all.count, 1)
    XCTAssertEqual(
      bench.said.all.first?.contains("the callback of slow has not returned"), true, "\(bench.said.all)")

    // While it hangs no second one is begun.
    XCTAssertEqual(try bench.reader.collection().metrics.map(\.name), ["c", "prompt"])
    hangs.value = false
    mayReturn.signal()
    hasReturned.wait()
  }

  func test_M85_allCallbacks_haveReturnedBeforeAnythingIsShown() {
    let bench = Bench()
    let running = Reading(0)
    let log = Mailbox()
    for index in 0..<3 {
      _ = bench.meter.observableGauge("o\(index)") { observer in
        running.value += 1
        observer.observe(Double(running.value))
        running.value -= 1
        log.add("o\(index)")
      }
    }
    for round in 1...2 {
      XCTAssertEqual(
        bench.reader.collect().flatMap(\.shownNumbers).map(\.value), [.double(1), .double(1), .double(1)])
      XCTAssertEqual(log.all.count, 3 * round)
    }
  }

  func test_M106_collectionWithoutTrouble_isComplete() throws {
    let bench = Bench()
    _ = bench.meter.observableGauge("o") { $0.observe(1) }

    let collection = try bench.reader.collection()
    XCTAssertTrue(collection.isComplete)
    XCTAssertEqual(collection.metrics.map(\.name), ["o"])
  }
}
