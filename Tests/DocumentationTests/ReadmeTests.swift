import Foundation
import SessionBuddyTelemetry
import Settings
import TelemetryTesting
import XCTest

final class ReadmeTests: XCTestCase {
  func test_settingsTable_isTheOneThatReadsThem() throws {
    let readme = try Readme()
    let expected = "\n" + SettingsDocumentation.markdownTable + "\n"
    if Readme.isWriting { return try readme.replace("settings", with: expected) }
    XCTAssertEqual(readme.section("settings"), expected, "make readme brings it up to date")
  }

  func test_quickStart_isTheProgramThatIsTested() throws {
    let readme = try Readme()
    for step in ["step 3", "step 4", "log records"] {
      let code = try Readme.example(from: step).replacing(
        "settings)", with: "\"settings/session-buddy.yaml\")")
      XCTAssertFalse(code.isEmpty, step)
      XCTAssertTrue(readme.text.contains(code), "\(step) of the README is not:\n\(code)")
    }
  }

  func test_logExample_arrives() throws {
    try withFakeCollector { collector in
      var settings = TelemetrySettings()
      settings.endpoint = try CollectorEndpoint(collector.endpoint)
      settings.logsEnabled = true
      let telemetry = try SessionTelemetry(settings)
      logRecords(telemetry, start: Timestamp(secondsSinceEpoch: 1_800_000_000))
      telemetry.shutdown()

      XCTAssertEqual(
        collector.logRecordsText,
        """
        INFO "import started" {ledger.format=csv}
        INFO event=ledger.import.finished {ledger.rows=1204}
        WARN "balance corrected"
        """
      )
      XCTAssertEqual(collector.logRecords.map(\.spanContext.isValid), [true, true, false])
    }
  }

  func test_quickStart_arrives() throws {
    try withFakeCollector { collector in
      let settings = FileManager.default.temporaryDirectory.appending(
        path: "readme-\(UUID().uuidString).yaml")
      defer { try? FileManager.default.removeItem(at: settings) }
      try "otlp_endpoint: \(collector.endpoint)\notel_service_name: ledger\n"
        .write(to: settings, atomically: true, encoding: .utf8)
      var ledger = Ledger()
      try quickStart(settings: settings.path, start: Timestamp(secondsSinceEpoch: 1_800_000_000)) {
        ledger = $0
      }

      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(ledger.exported, collector.totals)
      XCTAssertEqual(ledger.exported.spans, 1)
      XCTAssertTrue(collector.metricsText.contains("ledger.imports"), collector.metricsText)
      XCTAssertTrue(
        collector.metricsText.contains("session_buddy.session.commits_total"), collector.metricsText)
    }
  }
}
