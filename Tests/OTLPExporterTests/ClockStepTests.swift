import OTLPExporter
import OTLPReceiver
import Telemetry
import TelemetryTesting
import XCTest

/// A clock that is set while telemetry is recorded, and a machine that sleeps; metrics are collected every ten seconds.
final class ClockStepTests: XCTestCase {
  func test_FS29_clockSetAnHourAhead_isToldOnce_andBringsNoCollectionForward() throws {
    try expectSteadiness(whenClockIsSetBy: .seconds(3_600), told: "the clock went 3600 s ahead")
  }

  func test_FS29_clockSetAnHourBack_letsTimesIncrease_andIsToldOnce() throws {
    try expectSteadiness(whenClockIsSetBy: .seconds(-3_600), told: "the clock was set back by 3600 s")
  }

  /// On Linux the monotonic clock sleeps too.
  func test_FS29_machineThatSleepsTenMinutes_isToldOnce_andMakesNothingUp() throws {
    try expectSteadiness(whenClockIsSetBy: .seconds(600), told: "the clock went 600 s ahead")
  }

  func test_FS29_monotonicClockThatRanOnInASleep_causesOneCollection() throws {
    try withBench { bench in
      XCTAssertTrue(bench.run(for: .seconds(60)))
      bench.clock.advance(by: .seconds(600))
      XCTAssertTrue(bench.clock.settle())

      XCTAssertEqual(bench.times.count, 7)
      XCTAssertEqual(bench.rig.reader.ticks.skipped, 59)
      XCTAssertTrue(bench.run(for: .seconds(60)))
      XCTAssertEqual(bench.times.count, 13)
      XCTAssertEqual(bench.rig.said, [])
    }
  }

  func test_FS29_clockThatIsSetAllTheTime_isToldOnceInTenMinutes() throws {
    try withBench { bench in
      for step in 0..<360 {
        bench.clock.set(now: bench.clock.now.advanced(by: .seconds(step.isMultiple(of: 2) ? 5 : -5)))
        XCTAssertTrue(bench.run(for: .seconds(10)))
      }

      XCTAssertEqual(bench.times.count, 360)
      XCTAssertTrue(zip(bench.times, bench.times.dropFirst()).allSatisfy(<))
      XCTAssertEqual(bench.rig.said.count, 6, "\(bench.rig.said)")
    }
  }

  /// A minute before the step and an hour and two minutes after it.
  private func expectSteadiness(whenClockIsSetBy step: Duration, told: String) throws {
    try withBench { bench in
      XCTAssertTrue(bench.run(for: .seconds(60)))
      let open = bench.rig.tracerProvider.tracer(named: "t").startSpan("across")
      bench.clock.advance(by: .seconds(1))
      bench.clock.set(now: bench.clock.now.advanced(by: step))
      bench.clock.advance(by: .seconds(1))
      open.end()
      XCTAssertTrue(bench.clock.settle())
      XCTAssertTrue(bench.run(for: .seconds(3_718)))

      let times = bench.times
      XCTAssertEqual(times.count, 378)
      XCTAssertTrue(zip(times, times.dropFirst()).allSatisfy(<), "\(times)")
      XCTAssertEqual(times.last, bench.clock.now)
      let durations = bench.collector.spans.map { $0.end.duration(since: $0.start) }
      XCTAssertEqual(durations.filter { $0 != .zero }, [.seconds(2)])
      XCTAssertEqual(bench.rig.said.count, 1, "\(bench.rig.said)")
      XCTAssertTrue(bench.rig.said.first?.contains(told) == true, "\(bench.rig.said)")
    }
  }

  private struct Bench {
    let rig: Rig
    let collector: FakeCollector
    let clock: ManualClock

    /// The times of the points of the one series, as they arrived.
    var times: [Timestamp] {
      collector.metrics.flatMap { metric -> [Timestamp] in
        guard case .sum(let points, _, _) = metric.points else { return [] }
        return points.map(\.time)
      }
    }

    /// A point and a span in each step.
    func run(for duration: Duration) -> Bool {
      let counter = rig.meterProvider.meter(named: "m").counter("c")
      return clock.run(for: duration, inStepsOf: .seconds(10)) {
        counter.add(1)
        rig.endSpans(1)
      }
    }
  }

  /// Nothing is lost at the end.
  private func withBench(_ body: (Bench) throws -> Void) throws {
    let clock = ManualClock()
    let collector = try FakeCollector()
    defer { collector.stop() }
    let rig = Rig(collector, interval: .seconds(10), clock: clock)
    XCTAssertTrue(clock.waitForSleepers())
    try body(Bench(rig: rig, collector: collector, clock: clock))
    XCTAssertTrue(rig.flush())
    let ledger = rig.exporter.ledger
    try collector.expect(conserved: ledger)
    XCTAssertEqual(ledger.exported, ledger.accepted, "\(ledger)")
  }
}
