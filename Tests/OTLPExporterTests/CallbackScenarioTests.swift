import OTLPExporter
import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// A callback of the program hangs, and another uses the SDK that calls it, while metrics are due every second.
final class CallbackScenarioTests: XCTestCase {
  func test_FS28_callbackThatHangs_costsItsOwnMetricAndTheTicksItSpans() throws {
    try withTicks { rig, clock in
      let gate = DispatchSemaphore(value: 0)
      let entered = Atomic(0)
      let inside = Atomic(0)
      let most = Atomic(0)
      let meter = rig.meterProvider.meter(named: "m")
      let counter = meter.counter("seconds")
      _ = meter.observableGauge("healthy") { $0.observe(1) }
      _ = meter.observableGauge("hangs") { observer in
        let count = inside.add(1, ordering: .relaxed).newValue
        most.max(count, ordering: .relaxed)
        if entered.add(1, ordering: .relaxed).newValue == 1 { gate.wait() }
        observer.observe(1)
        inside.subtract(1, ordering: .relaxed)
      }
      func run(seconds: Int) {
        XCTAssertTrue(clock.run(for: .seconds(seconds), inStepsOf: .seconds(1)) { counter.add(1) })
      }
      // Begun at 1, given up at 4: the ticks of 2, 3 and 4 are skipped, and those of 5 to 10 are on time.
      run(seconds: 10)
      XCTAssertEqual(rig.reader.ticks.skipped, 3)
      XCTAssertEqual(entered.load(ordering: .relaxed), 1, "it is not begun again while it hangs")
      let times = rig.collector.metrics.filter { $0.name == "seconds" }.map(\.seconds)
      XCTAssertEqual(times, [4, 5, 6, 7, 8, 9, 10])
      XCTAssertEqual(rig.collector.metrics.count { $0.name == "hangs" }, 0)

      gate.signal()
      // Complete once it has come back, however long that takes.
      while try !rig.observer.collection().isComplete {}
      let before = entered.load(ordering: .relaxed)
      run(seconds: 3)
      XCTAssertEqual(entered.load(ordering: .relaxed), before + 3)
      XCTAssertEqual(most.load(ordering: .relaxed), 1, "never twice at once")
      XCTAssertEqual(rig.reader.ticks.skipped, 3)
      let ledger = rig.shutdown()

      try rig.collector.expect(conserved: ledger)
      XCTAssertEqual(ledger.droppedTotal, ItemCounts())
      try rig.collector.expect(
        metrics: """
          hangs gauge {} = 1.0
          healthy gauge {} = 1.0
          seconds sum cumulative {} = 13
          """)
      XCTAssertEqual(rig.said.count { $0.contains("the callback of hangs has not returned") }, 1, "\(rig.said)")
    }
  }

  func test_FS28_callbackThatUsesTheSDK_waitsForNobody() throws {
    try withTicks { rig, clock in
      let meter = rig.meterProvider.meter(named: "m")
      let counter = meter.counter("recorded")
      _ = meter.observableGauge("busy") { observer in
        counter.add(1)
        meter.counter("made").add(1)
        rig.endSpans(1)
        rig.emitRecords(1)
        XCTAssertEqual(rig.observer.collect(), [])
        XCTAssertFalse(rig.meterProvider.flush(within: .seconds(1)))
        observer.observe(1)
      }
      XCTAssertTrue(clock.run(for: .seconds(5), inStepsOf: .seconds(1)))
      XCTAssertEqual(rig.reader.ticks, PeriodicReader.Ticks(exported: 5, failed: 0, skipped: 0))
      let ledger = rig.shutdown()

      try rig.collector.expect(conserved: ledger)
      XCTAssertEqual(ledger.exported.spans, 5)
      XCTAssertEqual(ledger.exported.logRecords, 5)
      XCTAssertEqual(rig.said.count, 1, "\(rig.said)")
    }
  }

  /// A rig that collects every second by a clock of its own, and gives callbacks three seconds.
  private func withTicks(_ body: (Rig, ManualClock) throws -> Void) throws {
    let clock = ManualClock()
    let collector = try FakeCollector()
    defer { collector.stop() }
    let rig = Rig(collector, interval: .seconds(1), callbackBudget: .seconds(3), clock: clock)
    XCTAssertTrue(clock.waitForSleepers())
    try body(rig, clock)
  }
}

extension MetricData {
  /// When it was collected, in seconds since the clock of the test began.
  fileprivate var seconds: Int? {
    guard case .sum(let points, _, _) = points, let time = points.first?.time else { return nil }
    return Int(time.nanosecondsSinceEpoch / 1_000_000_000) - 1_767_225_600
  }
}
