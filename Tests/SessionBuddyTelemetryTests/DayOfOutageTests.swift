import OTLPReceiver
import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

/// Long outages on a clock that runs when told, with everything else as it is in a service.
final class DayOfOutageTests: XCTestCase {
  func test_FS13_dayOfOutage_isToldInFewLinesAndLosesNothingInSilence() throws {
    try withOutage { outage in
      XCTAssertTrue(outage.run(hours: 1))
      outage.collector.answer { _ in .status(.unavailable, message: "no healthy upstream") }
      for hour in 1...24 {
        let before = outage.told.all.count
        XCTAssertTrue(outage.run(hours: 1))
        XCTAssertLessThanOrEqual(outage.told.all.count - before, 12, "hour \(hour): \(outage.told.all)")
      }
      outage.collector.answer { _ in .ok }
      XCTAssertTrue(outage.run(hours: 1))
      let ledger = outage.telemetry.shutdown()

      try outage.collector.expect(conserved: ledger)
      XCTAssertEqual(ledger.accepted.spans, 26 * 60)
      XCTAssertGreaterThan(ledger.dropped[.retriesExhausted]?.spans ?? 0, 20 * 60)
      XCTAssertLessThanOrEqual(outage.told.all.count, 6, "\(outage.told.all)")
      XCTAssertTrue(outage.told.all.first?.contains("no healthy upstream") == true, "\(outage.told.all)")
      XCTAssertTrue(
        outage.told.all.last?.contains("takes telemetry again after 86") == true, "\(outage.told.all)")
    }
  }

  func test_FS13_outageWithARetryBudgetOfADay_losesNoSpan() throws {
    try withOutage {
      $0.retryBudget = .seconds(2 * 86_400)
    } _: { outage in
      outage.collector.answer { _ in .status(.unavailable) }
      XCTAssertTrue(outage.run(hours: 24))
      outage.collector.answer { _ in .ok }
      XCTAssertTrue(outage.run(hours: 1))
      let ledger = outage.telemetry.shutdown()

      try outage.collector.expect(conserved: ledger)
      XCTAssertEqual(ledger.dropped, [:])
      XCTAssertEqual(outage.collector.spans.count, 25 * 60)
      try outage.collector.expect(metrics: "minutes sum cumulative {} = 1500")
    }
  }

  func test_FS13_hourOfRefusedConnections_isToldInTwoLines() throws {
    // Each attempt gives gRPC a moment of real time to connect, so there are few of them.
    try withOutage {
      $0.exportInterval = .seconds(600)
    } _: { outage in
      outage.collector.stop()
      XCTAssertTrue(outage.run(hours: 1, inStepsOf: .seconds(600)))
      try outage.collector.start()
      XCTAssertTrue(outage.run(hours: 1, inStepsOf: .seconds(600)))
      let ledger = outage.telemetry.shutdown()

      try outage.collector.expect(conserved: ledger)
      XCTAssertLessThanOrEqual(outage.told.all.count, 12, "\(outage.told.all)")
      XCTAssertTrue(outage.told.all.first?.contains("connection refused") == true, "\(outage.told.all)")
      XCTAssertTrue(
        outage.told.all.last?.contains("takes telemetry again after") == true, "\(outage.told.all)")
    }
  }

  /// A service that does something every minute.
  private struct Outage {
    let telemetry: SessionTelemetry
    let collector: FakeCollector
    let clock: ManualClock
    let told: Told

    func run(hours: Int, inStepsOf step: Duration = .seconds(60)) -> Bool {
      let minutes = telemetry.meter.counter("minutes")
      return clock.run(for: .seconds(3_600 * hours), inStepsOf: step) {
        minutes.add(1)
        telemetry.tracer.withSpan("minute") { _ in }
      }
    }
  }

  private func withOutage(
    _ change: (inout TelemetrySettings) -> Void = { _ in },
    _ body: (Outage) throws -> Void
  ) throws {
    let (clock, told) = (ManualClock(), Told())
    try withTelemetry(change, clock: clock, diagnostics: told.diagnostics) { telemetry, collector in
      XCTAssertTrue(clock.waitForSleepers())
      try body(Outage(telemetry: telemetry, collector: collector, clock: clock, told: told))
    }
  }
}
