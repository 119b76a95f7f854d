import Foundation
import OTLPReceiver
import SessionBuddyTelemetry
import TelemetryTesting
import TestSupport
import XCTest

/// What the settings of the connection change on the wire.
final class ConnectionSettingsTests: XCTestCase {
  func test_X09_gzip_makesRequestsSmaller_andLosesNothing() throws {
    var sent: [Compression: Int] = [:]
    for compression in [Compression.none, .gzip] {
      let collector = try FakeCollector()
      defer { collector.stop() }
      let relay = try Relay(to: collector.port)
      var settings = TelemetrySettings()
      settings.endpoint = try CollectorEndpoint("http://127.0.0.1:\(relay.port)")
      settings.compression = compression
      let telemetry = try SessionTelemetry(settings)
      for _ in 0..<500 { telemetry.tracer.startSpan("the same again and again").end() }
      let ledger = telemetry.shutdown()

      try collector.expect(conserved: ledger, recorded: ItemCounts(spans: 500))
      XCTAssertEqual(ledger.exported, ItemCounts(spans: 500))
      sent[compression] = relay.bytesSent
    }
    // Ids are random, the rest is not.
    let (plain, small) = (sent[.none] ?? 0, sent[.gzip] ?? 0)
    XCTAssertGreaterThan(plain, 30_000)
    XCTAssertLessThan(small, plain * 2 / 3)
    XCTAssertGreaterThan(small, 0)
  }

  func test_X10_timeoutOfTheVariable_endsAnAttempt_andTheNextIsMade() throws {
    let collector = try FakeCollector(answering: .never)
    defer { collector.stop() }
    let variables = [
      "OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint, "OTEL_EXPORTER_OTLP_TIMEOUT": "200",
    ]
    let resolved = try SettingsLoader(environment: variables).load(.ifPresent("/nonexistent/settings.yaml"))
    XCTAssertEqual(resolved.settings.exportTimeout, .milliseconds(200))
    let telemetry = try SessionTelemetry.start(resolved, diagnostics: Diagnostics { _ in })
    telemetry.tracer.startSpan("s").end()
    XCTAssertTrue(telemetry.flush(within: .seconds(5)))
    let ledger = telemetry.shutdown()

    XCTAssertEqual(collector.requests.count, 2)
    XCTAssertEqual(ledger.dropped, [:])
    try collector.expect(conserved: ledger, recorded: ItemCounts(spans: 1))
  }

  func test_X08_headersOfTheVariable_travelWithTheRequestsOfEverySignal() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    let variables = [
      "OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint, "OTEL_LOGS_EXPORTER": "otlp",
      "OTEL_EXPORTER_OTLP_HEADERS": "Api-Key=t0p%2Cs%3Dcr%25t, X-Tenant=a%20b",
    ]
    let resolved = try SettingsLoader(environment: variables).load(.ifPresent("/nonexistent/settings.yaml"))
    let telemetry = try SessionTelemetry.start(resolved, diagnostics: Diagnostics { _ in })
    telemetry.meter.counter("c").add(1)
    telemetry.tracer.startSpan("s").end()
    telemetry.logger.emit("l")
    telemetry.shutdown()

    XCTAssertEqual(Set(collector.requests.map(\.signal)), Set(TelemetrySignal.allCases))
    for request in collector.requests {
      XCTAssertEqual(request.metadata.text("api-key"), "t0p,s=cr%t", "\(request.signal)")
      XCTAssertEqual(request.metadata.text("x-tenant"), "a b", "\(request.signal)")
    }
  }

  /// The collector has taken the request, but nobody can read that; to send it again would be to send it twice.
  func test_X12_X28_answerOverTheLimit_isFinal() throws {
    let collector = try FakeCollector(
      answering: .partialSuccess(rejected: 0, message: String(repeating: "x", count: 5 << 20)))
    defer { collector.stop() }
    let told = Told()
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    let telemetry = try SessionTelemetry(settings, diagnostics: told.diagnostics)
    for name in ["answered at length", "answered in short"] {
      telemetry.tracer.startSpan(name).end()
      XCTAssertTrue(telemetry.flush())
    }
    let ledger = telemetry.shutdown()

    XCTAssertTrue(ledger.addsUp)
    XCTAssertEqual(collector.requests.count, 2)
    XCTAssertEqual(ledger.dropped, [DropReason(rawValue: "resource_exhausted"): ItemCounts(spans: 1)])
    XCTAssertEqual(ledger.exported, ItemCounts(spans: 1))
    XCTAssertEqual(told.all.count { $0.contains("larger than max") }, 1, "\(told.all)")
  }

  /// Nobody listens at port 1, so whoever asked there would reach no collector.
  func test_FS20_proxyThatIsAskedFor_isAsked() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    let proxy = try StrangePeer(saying: "HTTP/1.1 403 Forbidden\r\n\r\n")
    unsafe setenv("grpc_proxy", "http://127.0.0.1:\(proxy.port)", 1)
    defer { unsafe unsetenv("grpc_proxy") }
    var exported = ItemCounts()
    for isAskedFor in [true, false] {
      var settings = TelemetrySettings()
      settings.endpoint = try CollectorEndpoint(collector.endpoint)
      settings.usesHTTPProxy = isAskedFor
      let telemetry = try SessionTelemetry(settings, diagnostics: Diagnostics { _ in })
      telemetry.tracer.withSpan("s") { _ in }

      XCTAssertEqual(telemetry.flush(within: .seconds(isAskedFor ? 1 : 20)), !isAskedFor)
      let ledger = telemetry.shutdown(within: .zero)
      XCTAssertTrue(ledger.addsUp, "\(ledger)")
      XCTAssertEqual(ledger.accepted.spans, 1)
      XCTAssertEqual(ledger.dropped[.shutdown]?.spans, isAskedFor ? 1 : nil)
      exported = exported + ledger.exported
    }
    XCTAssertEqual(collector.totals.spans, 1)
    XCTAssertEqual(collector.totals, exported)
  }

  func test_FS20_proxyInTheEnvironment_isNotAsked() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    var environment = ProcessInfo.processInfo.environment
    for name in ["no_proxy", "no_grpc_proxy", "NO_PROXY"] { environment[name] = nil }
    for name in ["grpc_proxy", "https_proxy", "http_proxy", "HTTPS_PROXY", "HTTP_PROXY"] {
      environment[name] = "http://127.0.0.1:1"
    }
    let process = try ChildProcess("SessionProcess", [collector.endpoint, "s1"], environment: environment)

    // It ends with 0 only if its ledger says that all it accepted was exported.
    XCTAssertEqual(process.finish().status, 0)
    XCTAssertEqual(collector.totals, ItemCounts(spans: 2))
  }
}
