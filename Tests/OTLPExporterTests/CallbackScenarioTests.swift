import OTLPExporter
import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// A callback of the program hangs, and another uses the SDK that calls it, while metrics are due every second.
final class CallbackScenarioTests: XCTestCase {
  func test_FS28_callbackThatHangs_costsItsOwnMetricAndTheTicksItSpans() throws {
    try withTicks { rig, clock in
      let calls = Calls()
      let meter = rig.meterProvider.meter(named: "m")
      _ = meter.observableGauge("healthy") { $0.observe(1) }
      _ = meter.observableGauge("hangs") { observer in
        calls.begin()
        observer.observe(1)
        calls.end()
      }
      // Begun at 1, given up at 4: the ticks of 2, 3 and 4 are skipped, and those of 5 to 10 are on time.
      clock.advance(by: .seconds(1))
      calls.waitForFirst()
      for _ in 2...3 {
        XCTAssertTrue(clock.waitForSleepers())
        clock.advance(by: .seconds(1))
      }
      XCTAssertTrue(clock.waitForSleepers())
      for second in 4...10 { tick(rig, clock, untilRequest: second - 3) }
      XCTAssertEqual(rig.reader.ticks, PeriodicReader.Ticks(exported: 7, failed: 0, skipped: 3))
      XCTAssertEqual(rig.collector.metrics.map(\.name), Array(repeating: "healthy", count: 7))
      // Those of the first were observed in time, and sent late.
      XCTAssertEqual(rig.collector.metrics.map(\.seconds), [1] + Array(5...10))
      XCTAssertEqual(calls.count, 1, "it is not begun again while it hangs")

      calls.letGo()
      // Complete once it has come back, however long that takes.
      while try !rig.observer.collection().isComplete {}
      let before = calls.count
      for second in 11...13 { tick(rig, clock, untilRequest: second - 3) }
      XCTAssertEqual(calls.count, before + 3)
      XCTAssertEqual(calls.mostAtOnce, 1)
      XCTAssertEqual(rig.reader.ticks.skipped, 3)
      let ledger = rig.shutdown()

      try rig.collector.expect(conserved: ledger, recorded: ItemCounts(dataPoints: 13))
      XCTAssertEqual(ledger.droppedTotal, ItemCounts())
      XCTAssertEqual(
        rig.said.count { $0.contains("the callback of hangs has not returned") }, 1, "\(rig.said)")
    }
  }

  func test_FS28_callbackThatUsesTheSDK_waitsForNobody() throws {
    try withTicks { rig, clock in
      let meter = rig.meterProvider.meter(named: "m")
      _ = meter.counter("recorded")
      // Weak: what a provider keeps must not keep the provider.
      _ = meter.observableGauge("busy") { [weak rig] observer in
        guard let rig else { return }
        let meter = rig.meterProvider.meter(named: "m")
        meter.counter("recorded").add(1)
        meter.counter("made").add(1)
        rig.endSpans(1)
        rig.emitRecords(1)
        XCTAssertEqual(rig.observer.collect(), [])
        XCTAssertFalse(rig.meterProvider.flush(within: .seconds(1)))
        observer.observe(1)
      }
      for second in 1...5 { tick(rig, clock, untilRequest: second) }
      XCTAssertEqual(rig.reader.ticks, PeriodicReader.Ticks(exported: 5, failed: 0, skipped: 0))
      let ledger = rig.shutdown()

      try rig.collector.expect(
        conserved: ledger, recorded: ItemCounts(dataPoints: 15, spans: 5, logRecords: 5))
      XCTAssertEqual(ledger.exported, ledger.accepted)
      XCTAssertEqual(rig.said.count, 1, "\(rig.said)")
    }
  }

  /// A second later `count` requests of metrics have come, and the worker sleeps again.
  private func tick(_ rig: Rig, _ clock: ManualClock, untilRequest count: Int, line: UInt = #line) {
    clock.advance(by: .seconds(1))
    XCTAssertTrue(rig.collector.waitForRequests(count, of: .metrics), "\(count)", line: line)
    XCTAssertTrue(clock.waitForSleepers(), line: line)
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

/// Calls of a callback, of which the first does not end until it is let go.
private final class Calls: Sendable {
  private let counts = Mutex<(all: Int, inside: Int, most: Int)>((0, 0, 0))
  private let first = DispatchSemaphore(value: 0)
  private let gate = DispatchSemaphore(value: 0)

  var count: Int { counts.withLock { $0.all } }
  var mostAtOnce: Int { counts.withLock { $0.most } }

  func begin() {
    let isFirst = counts.withLock { counts in
      counts.all += 1
      counts.inside += 1
      counts.most = max(counts.most, counts.inside)
      return counts.all == 1
    }
    guard isFirst else { return }
    first.signal()
    gate.wait()
  }

  func end() { counts.withLock { $0.inside -= 1 } }
  func waitForFirst() { first.wait() }
  func letGo() { gate.signal() }
}

extension MetricData {
  /// When it was collected, in seconds since the clock of the test began.
  fileprivate var seconds: Int? {
    guard case .gauge(let points) = points, let time = points.first?.time else { return nil }
    return Int(time.nanosecondsSinceEpoch / 1_000_000_000) - 1_767_225_600
  }
}
