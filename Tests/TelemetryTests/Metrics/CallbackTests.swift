import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

final class CallbackTests: XCTestCase {
  func test_M21_anyNumberOfCallbacks_belongToTheInstrumentForGood() {
    let bench = Bench()
    let none = bench.meter.observableGauge("none")
    let gauge = bench.meter.observableGauge(
      "two", callbacks: { $0.observe(1, ["from": "first"]) }, { $0.observe(2, ["from": "second"]) })
    XCTAssertTrue(none.isEnabled && gauge.isEnabled)

    for _ in 0..<2 {
      XCTAssertEqual(bench.numbers("two"), [["from": "first"]: .double(1), ["from": "second"]: .double(2)])
      XCTAssertEqual(bench.names(), ["two"])
    }
  }

  func test_M21_instrumentMadeAgain_keepsTheCallbacksOfBoth() {
    let bench = Bench()
    _ = bench.meter.observableGauge("g") { $0.observe(1, ["from": "first"]) }
    _ = bench.meter.observableGauge("g") { $0.observe(2, ["from": "second"]) }

    XCTAssertEqual(bench.numbers("g"), [["from": "first"]: .double(1), ["from": "second"]: .double(2)])
    XCTAssertEqual(bench.said.all, [])
  }

  func test_M22_registeredCallback_canBeRemovedByItself() {
    let bench = Bench()
    let gauge = bench.meter.observableGauge("g") { $0.observe(1, ["from": "creation"]) }
    let first = bench.meter.registerCallback(for: [gauge]) { $0.observe(gauge, 2, ["from": "first"]) }
    let second = bench.meter.registerCallback(for: [gauge]) { $0.observe(gauge, 3, ["from": "second"]) }
    XCTAssertEqual(bench.numbers("g").count, 3)

    first.remove()
    first.remove()
    XCTAssertEqual(bench.numbers("g"), [["from": "creation"]: .double(1), ["from": "second"]: .double(3)])
    second.remove()
    XCTAssertEqual(bench.numbers("g"), [["from": "creation"]: .double(1)])
  }

  func test_M22_callbackThatRemovesItselfAndAnother_isTheLastToRun() {
    let bench = Bench()
    let ran = Mailbox()
    let registrations = Mutex<[CallbackRegistration]>([])
    let gauge = bench.meter.observableGauge("g")
    for name in ["first", "second"] {
      let registration = bench.meter.registerCallback(for: [gauge]) { observer in
        ran.add(name)
        for registration in registrations.withLock({ $0 }) { registration.remove() }
        observer.observe(gauge, 1, ["from": .string(name)])
      }
      registrations.withLock { $0.append(registration) }
    }

    XCTAssertEqual(bench.numbers("g"), [["from": "first"]: .double(1)])
    XCTAssertEqual(bench.numbers("g"), [:])
    XCTAssertEqual(ran.all, ["first"])
  }

  func test_M23_callbackOfSeveralInstruments_namesTheOneItObserves() {
    let bench = Bench()
    let reads = bench.meter.observableCounter("reads")
    let open = bench.meter.observableUpDownCounter("open")
    let load = bench.meter.observableGauge("load")
    let runs = Mailbox()
    let registration = bench.meter.registerCallback(for: [reads, open, load]) { observer in
      runs.add("run")
      observer.observe(reads, 10, ["disk": "a"])
      observer.observe(open, 3)
      observer.observe(load, 0.5)
    }

    let values = bench.reader.collect().flatMap(\.numberPoints).map(\.value)
    XCTAssertEqual(values, [.int(10), .int(3), .double(0.5)])
    XCTAssertEqual(runs.all.count, 1)
    registration.remove()
    XCTAssertEqual(bench.reader.collect(), [])
  }

  func test_M23_instrumentOfAnotherMeterOrProvider_isLeftOutAndTold() {
    let bench = Bench()
    let other = Bench()
    let own = bench.meter.observableGauge("own")
    let ofMeter = bench.provider.meter(named: "other").observableGauge("of.meter")
    let ofProvider = other.meter.observableGauge("of.provider")
    _ = bench.meter.registerCallback(for: [own, ofMeter, ofProvider]) { observer in
      observer.observe(own, 1)
      observer.observe(ofMeter, 2)
      observer.observe(ofProvider, 3)
    }

    XCTAssertEqual(bench.names(), ["own"])
    XCTAssertEqual(other.names(), [])
    XCTAssertEqual(
      bench.said.all,
      [
        "a callback of meter bench was registered for instruments of another meter; they are left out",
        "of.meter: observed by a callback that was not registered for it; dropped",
        "of.provider: observed by a callback that was not registered for it; dropped",
      ]
    )
  }

  func test_M23_undeclaredInstrument_isRefused() {
    let bench = Bench()
    let declared = bench.meter.observableGauge("declared")
    let undeclared = bench.meter.observableGauge("undeclared")
    _ = bench.meter.registerCallback(for: [declared]) { observer in
      observer.observe(undeclared, 1)
      observer.observe(declared, 2)
    }

    XCTAssertEqual(bench.names(), ["declared"])
    XCTAssertEqual(
      bench.said.all, ["undeclared: observed by a callback that was not registered for it; dropped"])
  }

  func test_M24_everyCallback_runsOnceInEachCollectionOfEachReader() {
    let second = ManualReader()
    let bench = Bench(second: second)
    let ran = Mailbox()
    let gauge = bench.meter.observableGauge("g") { _ in ran.add("created") }
    let counter = bench.meter.observableCounter("c")
    _ = bench.meter.registerCallback(for: [gauge, counter]) { _ in ran.add("registered") }

    _ = bench.reader.collect()
    XCTAssertEqual(ran.all, ["created", "registered"])
    _ = second.collect()
    XCTAssertEqual(ran.all, ["created", "registered", "created", "registered"])
  }

  func test_M24_callbackOfWhatAReaderDoesNotSee_isNotRunForIt() {
    let second = ManualReader(options: MetricReaderOptions(aggregation: { _ in .drop }))
    let bench = Bench(second: second)
    let ran = Mailbox()
    _ = bench.meter.observableGauge("g") { _ in ran.add("ran") }

    _ = second.collect()
    XCTAssertEqual(ran.all, [])
  }

  func test_M27_state_isWhatTheCallbackCaptures() {
    let bench = Bench()
    let state = Mutex(0.0)
    _ = bench.meter.observableGauge("g") { $0.observe(state.withLock { $0 }) }
    state.withLock { $0 = 21 }

    XCTAssertEqual(bench.numbers("g"), [[:]: .double(21)])
  }

  func test_M85_observingAfterTheReturn_isDroppedAndToldOnce() {
    let bench = Bench()
    let kept = Mutex<[Observer<Double>]>([])
    _ = bench.meter.observableGauge("g") { observer in
      kept.withLock { $0.append(observer) }
      observer.observe(1)
    }
    // A later callback of the same collection is as late as anybody.
    _ = bench.meter.observableGauge("h") { _ in
      for observer in kept.withLock({ $0 }) { observer.observe(2, ["late": true]) }
    }

    for _ in 0..<2 { XCTAssertEqual(bench.numbers("g"), [[:]: .double(1)]) }
    for observer in kept.withLock({ $0 }) { observer.observe(3, ["later": true]) }
    XCTAssertEqual(bench.numbers("g"), [[:]: .double(1)])
    XCTAssertEqual(
      bench.said.all, ["g: observed after its callback had returned, or had been given up; dropped"])
    kept.withLock { $0 = [] }
  }
}
