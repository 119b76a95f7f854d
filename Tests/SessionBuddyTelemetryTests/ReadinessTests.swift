import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

/// The answer to "does telemetry get through?".
final class ReadinessTests: XCTestCase {
  func test_readiness_isThereFromTheStart_andEndsWithShutdown() throws {
    try withTelemetry { telemetry, _ in
      XCTAssertTrue(telemetry.health().isDelivering)
      telemetry.shutdown()
      XCTAssertFalse(telemetry.health().isDelivering)
      XCTAssertEqual(telemetry.health().obstacle, "telemetry has been shut down")
    }
    var settings = TelemetrySettings()
    settings.isEnabled = false
    XCTAssertTrue(try SessionTelemetry(settings).health().isDelivering)
  }

  func test_readiness_isLost_whenTheQueueIsFull_untilTheCollectorTakesSome() throws {
    let clock = ManualClock()
    try withTelemetry(
      {
        $0.metricsEnabled = false
        $0.maxQueueBytes = 65_536
      }, clock: clock
    ) { telemetry, collector in
      XCTAssertTrue(clock.waitForSleepers())
      // Nobody sends before the clock is moved.
      while telemetry.health().ledger.dropped.isEmpty {
        telemetry.tracer.startSpan(String(repeating: "long", count: 250)).end()
      }
      let full = telemetry.health()
      XCTAssertEqual(full.dropping, [.traces])
      XCTAssertEqual(full.obstacle, "traces are being dropped for want of room")

      XCTAssertTrue(telemetry.flush(within: .seconds(20)))
      XCTAssertTrue(telemetry.health().isDelivering, telemetry.health().obstacle ?? "")
      try collector.expect(conserved: telemetry.shutdown())
    }
  }
}
