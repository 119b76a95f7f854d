import Foundation
import SessionBuddyTelemetry
import Settings
import TelemetryTesting
import XCTest

/// Credentials that are replaced while the process runs (FS-27).
final class RotationTests: XCTestCase {
  func test_FS27_headersRotatedInTraffic_areSentFromTheNextRequestOn() throws {
    try withTraffic(token: "secret-one") { traffic in
      try traffic.send()
      try traffic.write("# renewed\nAuthorization=secret-two\n")
      traffic.clock.advance(by: .seconds(1))
      try traffic.send()

      XCTAssertEqual(traffic.tokens, ["secret-one", "secret-two"])
      XCTAssertEqual(traffic.told.all, [])
    }
  }

  func test_FS27_expiredToken_isReadAgainAndTheRequestSentOnceMore_whenRefused() throws {
    try withTraffic(token: "secret-one") { traffic in
      try traffic.send()
      traffic.collector.answer {
        $0.header("authorization") == "secret-two" ? .ok : .status(.unauthenticated)
      }
      // No time passes, so only the refusal can be the reason for a look.
      try traffic.write("authorization=secret-two")
      try traffic.send()
      try traffic.send()

      XCTAssertEqual(traffic.tokens, ["secret-one", "secret-one", "secret-two", "secret-two"])
      XCTAssertEqual(traffic.told.all, [])
    }
  }

  func test_FS27_halfWrittenFile_keepsTheLastGoodHeadersAndIsToldOnce() throws {
    try withTraffic(token: "secret-one") { traffic in
      for text in ["", "authoriz", "authoriz", "authorization=secret-two\nauthorization=secret-three"] {
        try traffic.write(text)
        traffic.clock.advance(by: .seconds(1))
        try traffic.send()
      }
      try traffic.write("authorization=secret-four")
      traffic.clock.advance(by: .seconds(1))
      try traffic.send()

      XCTAssertEqual(traffic.tokens, Array(repeating: "secret-one", count: 4) + ["secret-four"])
      XCTAssertEqual(traffic.told.all.count, 3, "\(traffic.told.all)")
      XCTAssertFalse(traffic.told.all.contains { $0.contains("secret") }, "\(traffic.told.all)")
    }
  }

  private struct Traffic {
    let telemetry: SessionTelemetry
    let collector: FakeCollector
    let clock: ManualClock
    let told: Told
    let file: URL

    /// The tokens of all requests, in order.
    var tokens: [String?] { collector.exchanges.map { $0.request.header("authorization") } }

    func write(_ text: String) throws {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }

    /// Ends a span and waits until it has been answered.
    func send() throws {
      telemetry.tracer.startSpan("span").end()
      _ = telemetry.flush(within: .seconds(20))
    }
  }

  /// Nothing is lost at the end.
  private func withTraffic(token: String, _ body: (Traffic) throws -> Void) throws {
    try withFolder { folder in
      try withFakeCollector { collector in
        let file = folder.appending(path: "headers")
        try "authorization=\(token)".write(to: file, atomically: true, encoding: .utf8)
        var settings = TelemetrySettings()
        settings.endpoint = try CollectorEndpoint(collector.endpoint)
        settings.headers = ["authorization": "overruled"]
        settings.headersFile = file.path
        settings.metricsEnabled = false
        let (clock, told) = (ManualClock(), Told())
        let telemetry = try SessionTelemetry(settings, diagnostics: told.diagnostics, clock: clock)
        try body(Traffic(telemetry: telemetry, collector: collector, clock: clock, told: told, file: file))
        let ledger = telemetry.shutdown(within: .seconds(20))
        try collector.expect(conserved: ledger)
        XCTAssertEqual(ledger.exported, ledger.accepted, "\(ledger)")
        XCTAssertGreaterThan(ledger.exported.spans, 0)
      }
    }
  }
}
