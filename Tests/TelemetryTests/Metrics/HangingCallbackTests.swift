import Telemetry
import TelemetryTesting
import XCTest

final class HangingCallbackTests: XCTestCase {
  /// Where a callback hangs until a test lets it go; it uses up the budget by the clock of the test.
  private struct Trap: Sendable {
    let clock: ManualClock
    let entered = Mailbox()
    private let opened = Mailbox()
    private let gate = DispatchSemaphore(value: 0)

    init(_ clock: ManualClock) {
      self.clock = clock
    }

    /// Once the trap is open nobody hangs any more.
    func hang() {
      entered.add("entered")
      guard opened.all.isEmpty else { return }
      clock.advance(by: .seconds(10))
      gate.wait()
    }

    func open() {
      opened.add("opened")
      for _ in entered.all { gate.signal() }
    }
  }

  private func collection(_ bench: Bench) throws -> (names: [String], isComplete: Bool) {
    let collection = try bench.reader.collection()
    return (collection.metrics.map(\.name), collection.isComplete)
  }

  func test_M85_FS28_hangingCallback_costsItsOwnObservationsOnly() throws {
    let bench = Bench()
    let trap = Trap(bench.clock)
    defer { trap.open() }
    bench.meter.counter("c").add(1)
    _ = bench.meter.observableGauge("before") { $0.observe(1) }
    _ = bench.meter.observableGauge("hangs") { observer in
      observer.observe(1)
      trap.hang()
    }
    _ = bench.meter.observableGauge("after") { $0.observe(1) }

    let first = try collection(bench)
    XCTAssertEqual(first.names, ["c", "before"])
    XCTAssertFalse(first.isComplete)
    for _ in 0..<3 {
      let next = try collection(bench)
      XCTAssertEqual(next.names, ["c", "before", "after"])
      XCTAssertFalse(next.isComplete)
    }
    XCTAssertEqual(trap.entered.all.count, 1)
    XCTAssertEqual(
      bench.said.all,
      [
        "the callback of hangs has not returned within 10.0 seconds; what it observes is missing until it does"
      ]
    )
  }

  func test_M85_FS28_callbackThatReturnsAtLast_runsAgainAndNothingLateIsTaken() throws {
    let bench = Bench(reader: MetricReaderOptions(temporality: .delta))
    let trap = Trap(bench.clock)
    let step = Mailbox()
    _ = bench.meter.observableCounter("c") { observer in
      step.add("step")
      let total = Int64(step.all.count) * 100
      if step.all.count == 2 { trap.hang() }
      observer.observe(total)
    }

    XCTAssertEqual(bench.numbers("c"), [[:]: .int(100)])
    let beforeGap = bench.clock.now
    XCTAssertEqual(bench.numbers("c"), [:])
    trap.open()
    var collection = try bench.reader.collection()
    while !collection.isComplete { collection = try bench.reader.collection() }

    // The total was 100 when it was last seen: the difference is not counted from zero again.
    let points = collection.metrics.flatMap(\.numberPoints)
    XCTAssertEqual(points.map(\.value), [.int(200)])
    XCTAssertEqual(points.map(\.start), [beforeGap])
    XCTAssertEqual(
      bench.said.all.last, "c: observed after its callback had returned, or had been given up; dropped")
  }

  func test_M85_passThatWasGivenUp_beginsNoOtherCallback() throws {
    let bench = Bench()
    let trap = Trap(bench.clock)
    let ran = Mailbox()
    _ = bench.meter.observableGauge("hangs") { _ in trap.hang() }
    _ = bench.meter.observableGauge("after") { observer in
      ran.add("ran")
      observer.observe(Double(ran.all.count))
    }
    XCTAssertFalse(try collection(bench).isComplete)
    XCTAssertEqual(ran.all.count, 0)

    trap.open()
    var collections = 1
    while try !collection(bench).isComplete { collections += 1 }
    // The thread of the first collection, had it gone on, would have run it once more before or after.
    XCTAssertEqual(ran.all.count, collections)
    XCTAssertEqual(bench.numbers("after"), [[:]: .double(Double(collections) + 1)])
  }

  func test_M85_FS28_otherCallbackOfTheInstrument_goesOn() throws {
    let bench = Bench(reader: MetricReaderOptions(temporality: .delta))
    let trap = Trap(bench.clock)
    let step = Mailbox()
    _ = bench.meter.observableCounter(
      "c",
      callbacks: { $0.observe(Int64(step.all.count) * 10, ["of": "healthy"]) },
      { observer in
        if step.all.count == 2 { trap.hang() }
        observer.observe(Int64(step.all.count) * 1_000, ["of": "hanging"])
      }
    )
    step.add("1")
    XCTAssertEqual(bench.numbers("c"), [["of": "healthy"]: .int(10), ["of": "hanging"]: .int(1_000)])
    step.add("2")
    XCTAssertEqual(bench.numbers("c"), [["of": "healthy"]: .int(10)])
    step.add("3")
    XCTAssertEqual(bench.numbers("c"), [["of": "healthy"]: .int(10)])
    trap.open()
    var collection = try bench.reader.collection()
    while !collection.isComplete { collection = try bench.reader.collection() }

    let points = collection.metrics.flatMap(\.numberPoints).filter { $0.attributes == ["of": "hanging"] }
    XCTAssertEqual(points.map(\.value), [.int(2_000)])
  }

  func test_M76_M85_sumOfWhichAPartIsMissing_isNotShownAsIfItHadBegunAnew() throws {
    let everything = View(InstrumentSelector(), StreamConfiguration(attributes: .including([])))
    let bench = Bench(views: [everything])
    let trap = Trap(bench.clock)
    let step = Mailbox()
    _ = bench.meter.observableCounter(
      "c",
      callbacks: { $0.observe(100, ["of": "healthy"]) },
      { observer in
        if step.all.count == 1 { trap.hang() }
        observer.observe(50, ["of": "hanging"])
      }
    )
    let start = bench.reader.points("c").map(\.start)
    XCTAssertEqual(start.count, 1)
    bench.clock.advance(by: .seconds(60))
    XCTAssertEqual(bench.numbers("c"), [[:]: .int(150)])
    step.add("1")
    XCTAssertEqual(bench.numbers("c"), [:])
    trap.open()
    var collection = try bench.reader.collection()
    while !collection.isComplete { collection = try bench.reader.collection() }

    let points = collection.metrics.flatMap(\.numberPoints)
    XCTAssertEqual(points.map(\.value), [.int(150)])
    XCTAssertEqual(points.map(\.start), start)
  }

  func test_M85_hangingCallbacks_takeFewThreads() throws {
    let bench = Bench()
    let trap = Trap(bench.clock)
    for index in 0..<10 {
      _ = bench.meter.observableGauge("g\(index)") { _ in trap.hang() }
    }
    for _ in 0..<20 { XCTAssertFalse(try collection(bench).isComplete) }

    XCTAssertEqual(trap.entered.all.count, 4)
    XCTAssertEqual(bench.said.all.last, "no thread is left to run callbacks on; what they observe is missing")
    trap.open()
    while try !collection(bench).isComplete {}
  }

  func test_M85_callbackThatWasRemovedWhileItHangs_isNotMissed() throws {
    let bench = Bench()
    let trap = Trap(bench.clock)
    let gauge = bench.meter.observableGauge("g") { $0.observe(1) }
    let registration = bench.meter.registerCallback(for: [gauge]) { _ in trap.hang() }
    XCTAssertFalse(try collection(bench).isComplete)
    registration.remove()

    XCTAssertTrue(try collection(bench).isComplete)
    XCTAssertEqual(bench.numbers("g"), [[:]: .double(1)])
    trap.open()
  }

  func test_M85_budget_isForAllCallbacksOfACollection() throws {
    let bench = Bench { $0.callbackBudget = .seconds(3) }
    let clock = bench.clock
    let ran = Mailbox()
    for index in 0..<5 {
      _ = bench.meter.observableGauge("g\(index)") { observer in
        ran.add("\(index)")
        observer.observe(1)
        if index < 2 { clock.advance(by: .seconds(1)) }
      }
    }

    let collected = try collection(bench)
    XCTAssertEqual(collected.names, ["g0", "g1", "g2", "g3", "g4"])
    XCTAssertTrue(collected.isComplete)
    XCTAssertEqual(ran.all, ["0", "1", "2", "3", "4"])
  }

  func test_M85_callbackThatIsSlowEachTime_keepsNoOtherFromItsTurn() throws {
    let bench = Bench()
    let clock = bench.clock
    let gate = DispatchSemaphore(value: 0)
    let returned = DispatchSemaphore(value: 0)
    _ = bench.meter.observableGauge("slow") { _ in
      clock.advance(by: .seconds(11))
      gate.wait()
      returned.signal()
    }
    _ = bench.meter.observableGauge("after") { $0.observe(1) }
    XCTAssertEqual(try collection(bench).names, [])

    // It is begun again whenever it has returned, but behind those that keep to the budget.
    for _ in 0..<3 {
      gate.signal()
      // Without end if the collection came before the callback was through, and left it out.
      _ = returned.wait(timeout: .now() + 1)
      XCTAssertEqual(try collection(bench).names, ["after"])
    }
    gate.signal()
  }
}
