import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

/// What the README says about tests of a service's own, as one.
final class TourOfTesting: XCTestCase {
  // README: testing
  func test_dayOfOutage_losesNothingInSilence() throws {
    let collector = try FakeCollector(answering: .goAway(.ok), otherwise: .status(.unavailable))
    defer { collector.stop() }
    let clock = ManualClock()
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    let telemetry = try SessionTelemetry(settings, clock: clock)
    let imports = telemetry.meter.counter("ledger.imports")
    XCTAssertTrue(clock.waitForSleepers())

    XCTAssertTrue(clock.run(for: .seconds(86_400), inStepsOf: .seconds(60)) { imports.add(1) })
    XCTAssertEqual(telemetry.health().state, .failing)

    collector.answer { _ in .ok }
    XCTAssertTrue(telemetry.flush())
    try collector.expect(metrics: "ledger.imports sum cumulative {} = 1440")
    try collector.expect(conserved: telemetry.shutdown())
  }
  // README: end
}
