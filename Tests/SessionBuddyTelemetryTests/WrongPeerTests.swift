import GRPCTransport
import OTLPReceiver
import SessionBuddyTelemetry
import TelemetryTesting
import TestSupport
import XCTest

/// Somebody else listens where a collector should, while telemetry is recorded (FS-19).
final class WrongPeerTests: XCTestCase {
  func test_FS19_serverOfHTTP1_isNamedInOneLine_andTriedAgain() throws {
    let replies = [
      "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n": "answers as an HTTP/1.1 server",
      "<!DOCTYPE HTML>\n<html><h1>Error response</h1></html>": "so it is no gRPC server",
    ]
    for (text, words) in replies {
      let peer = try StrangePeer(saying: text)
      defer { withExtendedLifetime(peer) {} }
      try expectOutage("http://127.0.0.1:\(peer.port)", told: words)
    }
  }

  func test_FS19_proxyWithoutACollector_isNamedInOneLine_andTriedAgain() throws {
    let proxy = try WebServer(status: "502")
    try expectOutage("http://127.0.0.1:\(proxy.port)", told: "answered with HTTP status 502 instead of gRPC")
    XCTAssertGreaterThan(proxy.requests, 1)
  }

  func test_FS19_plaintextToAPortWithTLS_isNamedInOneLine_andTriedAgain() throws {
    let collector = try FakeCollector(running: false)
    defer { collector.stop() }
    try collector.restart(with: .tls(TestCertificates.make().server))
    try expectOutage("http://127.0.0.1:\(collector.port)", told: "it may expect TLS")
    XCTAssertEqual(collector.totals, ItemCounts())
  }

  func test_FS19_TLSToAPortInPlaintext_isNamedInOneLine_andTriedAgain() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    try expectOutage("https://127.0.0.1:\(collector.port)", told: "TLS")
    XCTAssertEqual(collector.totals, ItemCounts())
  }

  func test_FS19_refusalInHTTP_isNamedInOneLine_andFinal() throws {
    for (status, reason) in [
      ("401", "unauthenticated"), ("403", "permission_denied"), ("404", "unimplemented"),
    ] {
      let server = try WebServer(status: status)
      try expectRefusal(
        "http://127.0.0.1:\(server.port)", told: "answered with HTTP status \(status) instead of gRPC",
        booked: reason)
      XCTAssertEqual(server.requests, 2, status)
    }
  }

  func test_FS19_serverWithoutOTLP_isNamedInOneLine_andNotAskedAgain() throws {
    let server = try FakeCollector(otherwise: .status(.unimplemented, message: "unknown service"))
    defer { server.stop() }
    try expectRefusal(server.endpoint, told: "does not offer this method", booked: "unimplemented")
    XCTAssertEqual(server.requests.count, 2)
  }

  /// What cannot be delivered is kept and tried again; at the end the ledger says that it was lost.
  private func expectOutage(_ endpoint: String, told words: String, line: UInt = #line) throws {
    let (ledger, told) = try run(endpoint)
    XCTAssertEqual(ledger.dropped, [.shutdown: ItemCounts(spans: 2)], line: line)
    expect(told, is: words, line: line)
  }

  /// What is refused is dropped under the name of the refusal.
  private func expectRefusal(_ endpoint: String, told words: String, booked: String, line: UInt = #line)
    throws
  {
    let (ledger, told) = try run(endpoint)
    XCTAssertEqual(ledger.dropped, [DropReason(rawValue: booked): ItemCounts(spans: 2)], line: line)
    expect(told, is: words, line: line)
  }

  private func expect(_ told: [String], is words: String, line: UInt) {
    XCTAssertEqual(told.count, 1, "\(told)", line: line)
    XCTAssertTrue(told.first?.hasPrefix("cannot export to http") == true, "\(told)", line: line)
    XCTAssertTrue(told.first?.contains(words) == true, "\(told)", line: line)
  }

  /// Half a minute, in which two spans end, ten seconds apart; what was told in it, and the ledger in the end.
  private func run(_ endpoint: String) throws -> (Ledger, told: [String]) {
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(endpoint)
    settings.metricsEnabled = false
    let (clock, told) = (ManualClock(), Told())
    let telemetry = try SessionTelemetry(settings, diagnostics: told.diagnostics, clock: clock)
    XCTAssertTrue(clock.waitForSleepers())
    for duration in [10, 20] {
      telemetry.tracer.withSpan("span") { _ in }
      XCTAssertTrue(clock.run(for: .seconds(duration), inStepsOf: .seconds(1)))
    }
    let lines = told.all
    let ledger = telemetry.shutdown(within: .zero)
    XCTAssertTrue(ledger.addsUp, "\(ledger)")
    XCTAssertEqual(ledger.accepted, ItemCounts(spans: 2))
    return (ledger, lines)
  }
}
