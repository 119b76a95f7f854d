import Foundation
import OTLPReceiver
import SessionBuddyTelemetry
import TelemetryTesting
import TestSupport
import XCTest

/// Spans on their way to a collector with a certificate, on a clock that runs when told.
struct TLSTraffic {
  enum File: String, CaseIterable {
    case authority = "ca.pem"
    case certificate = "client.pem"
    case key = "client.key"
  }

  let telemetry: SessionTelemetry
  let collector: FakeCollector
  let clock: ManualClock
  let told: Told
  let folder: URL

  /// Fails unless what was told about the collector are lines with these words in them, in this order.
  func expectTroubles(_ words: String..., file: StaticString = #filePath, line: UInt = #line) {
    let lines = told.all.filter { $0.contains("https://") }
    let areThese = lines.count == words.count && zip(lines, words).allSatisfy { $0.contains($1) }
    XCTAssertTrue(areThese, "expected \(words), found \(lines)", file: file, line: line)
  }

  /// Fails unless one outage was told, with a single handshake in it that failed for this reason.
  ///
  /// The request before that may have met the connection as it broke. Either way the pauses tell how many attempts
  /// failed: the first is over within a second, the second within two more, and another would take longer.
  func expectOneFailedHandshake(_ words: String, file: StaticString = #filePath, line: UInt = #line) {
    let lines = told.all.filter { $0.contains("https://") }
    let isFirst = lines.first?.contains(words) == true
    let ends = (isFirst ? ["1 s"] : ["2 s", "3 s"]).map {
      "takes telemetry again after \($0); nothing was lost"
    }
    let isOne = lines.count == 2 && ends.contains { lines[1].hasSuffix($0) }
    XCTAssertTrue(isOne, "expected one failure, \(words), found \(lines)", file: file, line: line)
  }

  func write(_ text: String, to file: File) throws {
    try text.write(to: folder.appending(path: file.rawValue), atomically: true, encoding: .utf8)
  }

  /// Ends `count` spans, one in each five seconds, and lets time pass for them to be sent.
  func send(_ count: Int) throws {
    for _ in 0..<count {
      telemetry.tracer.startSpan("span").end()
      try pass(.seconds(5))
    }
  }

  /// Lets time pass in seconds, and what is due in it happen.
  func pass(_ duration: Duration) throws {
    XCTAssertTrue(clock.run(for: duration, inStepsOf: .seconds(1)))
  }
}

/// Runs `body` with traffic over TLS, with everything of `certificates` in the files; nothing is lost at the end.
func withTraffic(
  _ certificates: TestCertificates,
  server: ServerCredentials,
  _ body: (TLSTraffic) throws -> Void
) throws {
  try withFolder { folder in
    let collector = try FakeCollector(running: false)
    defer { collector.stop() }
    try collector.restart(with: server)
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint("https://localhost:\(collector.port)")
    settings.tlsCAFile = folder.path + "/ca.pem"
    settings.tlsClientCertificateFile = folder.path + "/client.pem"
    settings.tlsClientKeyFile = folder.path + "/client.key"
    settings.metricsEnabled = false
    // The clock of the certificates.
    let now = SystemClock().now
    let (clock, told) = (ManualClock(now: now), Told())
    let contents: [TLSTraffic.File: String] = [
      .authority: certificates.authority, .certificate: certificates.client.certificateChain,
      .key: certificates.clientKey,
    ]
    for (file, text) in contents {
      try text.write(to: folder.appending(path: file.rawValue), atomically: true, encoding: .utf8)
    }
    let telemetry = try SessionTelemetry(settings, diagnostics: told.diagnostics, clock: clock)
    XCTAssertTrue(clock.waitForSleepers())
    let traffic = TLSTraffic(
      telemetry: telemetry, collector: collector, clock: clock, told: told, folder: folder)
    try body(traffic)
    // On this clock a shutdown would wait for ever for what does not arrive; letting go does not.
    let waiting = telemetry.health().ledger.queued
    guard waiting == ItemCounts() else { return XCTFail("still waiting: \(waiting), \(told.all)") }
    let ledger = telemetry.shutdown(within: .seconds(20))
    try collector.expect(conserved: ledger)
    XCTAssertEqual(ledger.exported, ledger.accepted, "\(ledger)")
  }
}
