import OTLPReceiver
import SessionBuddyTelemetry
import Synchronization
import TelemetryTesting
import XCTest

final class FrontDoorTests: XCTestCase {
  func test_FS16_disabledTelemetry_startsNoThreadAndRecordsNothing() throws {
    var settings = TelemetrySettings()
    settings.isEnabled = false
    let before = try workerThreads()
    let telemetry = try SessionTelemetry(settings)
    telemetry.record(Records.session("s1"))
    telemetry.tracer.startSpan("s").end()
    telemetry.meter.counter("c").add(1)

    XCTAssertEqual(try workerThreads().subtracting(before), [])
    XCTAssertTrue(telemetry.flush())
    XCTAssertEqual(telemetry.health().state, .disabled)
    XCTAssertEqual(telemetry.health().records, BridgeLedger())
    XCTAssertEqual(telemetry.shutdown(), Ledger())
  }

  func test_whitelist_takesEffect() throws {
    try withTelemetry({ $0.metricsWhitelist = [GlobPattern("session_buddy.session.*")] }) {
      telemetry, collector in
      telemetry.record(Records.session("s1"))
      telemetry.record(Records.fileChange("a.swift", at: 1))
      XCTAssertTrue(telemetry.flush())

      let names = Set(collector.metrics.map(\.name))
      XCTAssertTrue(names.contains("session_buddy.session.commits_total"))
      XCTAssertTrue(names.allSatisfy { $0.hasPrefix("session_buddy.session.") }, "\(names)")
    }
  }

  func test_samplers_takeEffect() throws {
    for (sampler, expected) in [(TraceSampler.alwaysOff, 0), (.parentBasedAlwaysOff, 0), (.alwaysOn, 20)] {
      try withTelemetry({ $0.traceSampler = sampler }) { telemetry, collector in
        for _ in 0..<20 { telemetry.tracer.startSpan("s").end() }
        telemetry.shutdown()
        XCTAssertEqual(collector.spans.count, expected, "\(sampler)")
      }
    }
    try withTelemetry({
      $0.traceSampler = .parentBasedTraceIDRatio
      $0.traceSamplerRatio = 0.5
    }) { telemetry, collector in
      for _ in 0..<1_000 { telemetry.tracer.startSpan("s").end() }
      telemetry.shutdown()
      // Six standard deviations around the mean.
      XCTAssertTrue((405...595).contains(collector.spans.count), "\(collector.spans.count)")
    }
  }

  func test_signalsSwitchedOff_areNotSent() throws {
    try withTelemetry({ $0.metricsEnabled = false }) { telemetry, collector in
      telemetry.record(Records.session("s1"))
      telemetry.tracer.startSpan("s").end()
      telemetry.shutdown()
      XCTAssertEqual(collector.totals, ItemCounts(spans: 1))
    }
    try withTelemetry({ $0.tracesEnabled = false }) { telemetry, collector in
      telemetry.tracer.startSpan("s").end()
      telemetry.record(Records.fileChange("a.swift", at: 1))
      telemetry.shutdown()
      XCTAssertEqual(collector.totals.spans, 0)
      XCTAssertGreaterThan(collector.totals.dataPoints, 0)
    }
  }

  func test_health_tellsTheConditionAndTheCause() throws {
    let collector = try FakeCollector(running: false)
    defer { collector.stop() }
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    let told = Told()
    let telemetry = try SessionTelemetry(settings, diagnostics: told.diagnostics)
    XCTAssertEqual(telemetry.health().state, .starting)

    telemetry.record(Records.session("s1"))
    XCTAssertFalse(telemetry.flush(within: .seconds(2)))
    let failing = telemetry.health()
    XCTAssertEqual(failing.state, .failing)
    XCTAssertTrue(failing.lastProblem?.contains("nothing listens on 127.0.0.1:\(collector.port)") == true)
    XCTAssertGreaterThan(failing.queuedBytes, 0)
    XCTAssertFalse(failing.isDelivering)
    XCTAssertEqual(failing.obstacle, failing.lastProblem)

    try collector.start()
    XCTAssertTrue(telemetry.flush())
    XCTAssertEqual(telemetry.health().state, .healthy)
    XCTAssertNotNil(telemetry.health().lastSuccess)
    XCTAssertTrue(telemetry.health().isDelivering)
    let ledger = telemetry.shutdown()
    XCTAssertEqual(telemetry.health().state, .stopped)
    XCTAssertEqual(ledger.exported, collector.totals)
    XCTAssertEqual(told.all.count, 2, "\(told.all)")
  }

  func test_secondShutdown_returnsTheSameLedger() throws {
    try withTelemetry { telemetry, collector in
      telemetry.record(Records.session("s1"))
      let first = telemetry.shutdown()
      telemetry.record(Records.session("s2"))

      XCTAssertEqual(telemetry.shutdown(), first)
      XCTAssertGreaterThan(first.exported.dataPoints, 0)
      XCTAssertEqual(first.exported, collector.totals)
    }
  }

  func test_flushAfterShutdown_returnsAndChangesNothing() throws {
    try withTelemetry { telemetry, collector in
      telemetry.record(Records.session("s1"))
      let ledger = telemetry.shutdown()
      telemetry.record(Records.session("s2"))
      for _ in 0..<20 { _ = telemetry.flush(within: .milliseconds(100)) }

      XCTAssertEqual(telemetry.shutdown(), ledger)
      XCTAssertEqual(collector.totals, ledger.exported)
    }
  }

  func test_handlerThatShutsDown_isNotLockedOut() throws {
    let box = Handler()
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint("http://127.0.0.1:1")
    let telemetry = try SessionTelemetry(settings, diagnostics: Diagnostics { _ in box.run() })
    box.set {
      _ = telemetry.flush(within: .milliseconds(50))
      telemetry.shutdown(within: .milliseconds(50))
    }
    telemetry.record(Records.session("s1"))
    let ledger = telemetry.shutdown(within: .seconds(2))

    XCTAssertTrue(ledger.addsUp)
    XCTAssertGreaterThan(box.runs, 0)
    box.set {}
  }

  func test_instrumentsOfTheService_areExportedToo() throws {
    try withTelemetry { telemetry, collector in
      telemetry.meter.counter("my.requests", unit: "{request}").add(2, ["route": "/"])
      telemetry.shutdown()
      try collector.expect(metrics: "my.requests sum cumulative {request} {route=/} = 2")
    }
  }

  func test_cardinalityLimit_goesToOverflowAndIsReported() throws {
    let told = Told()
    try withTelemetry({ $0.cardinalityLimit = 10 }, diagnostics: told.diagnostics) { telemetry, collector in
      for index in 0..<50 { telemetry.record(Records.session("s\(index)")) }
      telemetry.shutdown()

      let quality = try XCTUnwrap(
        collector.metrics.first { $0.name == "session_buddy.session.quality_score" })
      guard case .gauge(let points) = quality.points else { return XCTFail("expected a gauge") }
      XCTAssertEqual(points.count, 11)
      XCTAssertEqual(points.filter { $0.attributes["otel.metric.overflow"] == true }.count, 1)
      XCTAssertEqual(telemetry.health().incidents, ["overflow:session_buddy.session.quality_score": 1])
      XCTAssertEqual(told.all.count, 1, "\(told.all)")
    }
  }

  func test_settingsFile_startsTheSystem() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    let path = NSTemporaryDirectory() + "session-buddy-\(ProcessInfo.processInfo.processIdentifier).yaml"
    let yaml = "otlp_endpoint: \"\(collector.endpoint)\"\notel_service_name: from-file\nserver_port: 3000\n"
    try yaml.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let telemetry = try SessionTelemetry.start(settingsAt: path)
    telemetry.record(Records.fileChange("a.swift", at: 1))
    telemetry.shutdown()

    XCTAssertEqual(collector.metrics.first?.resource.attributes["service.name"], "from-file")
  }

  func test_missingSettingsFile_isAnError() {
    XCTAssertThrowsError(try SessionTelemetry.start(settingsAt: "/nowhere/session-buddy.yaml")) { error in
      XCTAssertTrue("\(error)".contains("/nowhere/session-buddy.yaml"), "\(error)")
    }
  }

  func test_missingCertificate_isAnErrorAtStart() throws {
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint("https://localhost:4317")
    settings.tlsCAFile = "/nowhere/ca.pem"
    XCTAssertThrowsError(try SessionTelemetry(settings)) { error in
      XCTAssertTrue("\(error)".contains("otel_tls_ca_file"), "\(error)")
      XCTAssertTrue("\(error)".contains("/nowhere/ca.pem"), "\(error)")
    }
  }
}

/// A diagnostics handler whose body is set after the telemetry it is for was made.
private final class Handler: Sendable {
  private let state = Mutex<(runs: Int, body: @Sendable () -> Void)>((0, {}))

  var runs: Int { state.withLock { $0.runs } }

  func set(_ body: @escaping @Sendable () -> Void) {
    state.withLock { $0.body = body }
  }

  func run() {
    let body = state.withLock { state in
      state.runs += 1
      return state.body
    }
    body()
  }
}
