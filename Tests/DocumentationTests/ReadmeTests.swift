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
    for step in ["step 3", "step 4", "propagation", "sessions", "log records"] {
      let code = try Readme.example(from: step).replacing(
        "settings)", with: "\"settings/session-buddy.yaml\")")
      XCTAssertFalse(code.isEmpty, step)
      XCTAssertTrue(readme.text.contains(code), "\(step) of the README is not:\n\(code)")
    }
  }

  func test_tourOfMetrics_isTheProgramThatIsTested() throws {
    let readme = try Readme()
    for part in ["instruments", "provider"] {
      let code = try Readme.example(from: part, in: "TourOfMetrics.swift")
      XCTAssertFalse(code.isEmpty, part)
      XCTAssertTrue(readme.text.contains(code), "\(part) of the README is not:\n\(code)")
    }
  }

  func test_tourOfAdapters_isTheProgramThatIsTested() throws {
    let code = try Readme.example(from: "bootstrap", in: "TourOfAdapters.swift")
    XCTAssertFalse(code.isEmpty)
    XCTAssertTrue(try Readme().text.contains(code), "the README does not show:\n\(code)")
  }

  func test_tourOfTesting_isTheProgramThatIsTested() throws {
    let code = try Readme.example(from: "testing", in: "TourOfTesting.swift")
    XCTAssertFalse(code.isEmpty)
    XCTAssertTrue(try Readme().text.contains(code), "testing of the README is not:\n\(code)")
  }

  func test_tourOfMetrics_showsWhatTheReadmeSays() {
    let exporter = InMemoryMetricExporter()
    let (provider, pulled) = tourProvider(exporter: exporter)
    tourInstruments(meter: provider.meter(named: "ledger"), queue: [1, 2, 3])

    let first = pulled.collect()
    XCTAssertEqual(
      first.map(\.name),
      ["ledger.imports", "ledger.files.open", "ledger.load", "ledger.import.duration", "ledger.queue.length"])
    guard case .exponentialHistogram(let points, .delta)? = first.dropFirst(3).first?.points else {
      return XCTFail("expected a histogram of differences, found \(first)")
    }
    XCTAssertEqual(points.map(\.attributes), [["format": "csv"]])
    XCTAssertFalse(pulled.collect().contains { $0.name == "ledger.imports" })
    XCTAssertTrue(provider.shutdown(within: .seconds(10)))
    let imports = exporter.collections.first?.first { $0.name == "ledger.imports" }
    guard case .sum(let totals, .cumulative, isMonotonic: true)? = imports?.points else {
      return XCTFail("expected a total, found \(String(describing: imports))")
    }
    XCTAssertEqual(totals.map(\.value), [.int(3)])
  }

  func test_tourOfSpans_isTheProgramThatIsTested() throws {
    let code = try Readme.example(from: "spans", in: "TourOfSpans.swift")
    XCTAssertFalse(code.isEmpty)
    XCTAssertTrue(try Readme().text.contains(code), "spans of the README is not:\n\(code)")

    // One trace of ten is kept: a thousand times none of them is out of the question.
    var kept: SpanData?
    for _ in 0..<1_000 where kept == nil {
      let archive = InMemorySpanExporter()
      XCTAssertTrue(tourSpans(archive: archive).shutdown(within: .seconds(60)))
      kept = archive.spans.first
    }
    let span = try XCTUnwrap(kept)
    XCTAssertEqual(span.name, "import")
    XCTAssertEqual(span.attributes, ["format": "csv"])
    XCTAssertEqual(span.events.map(\.attributes), [["rows": 1_204]])
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

  func test_sessionExample_isATreeAndALink() throws {
    try withFakeCollector { collector in
      var settings = TelemetrySettings()
      settings.endpoint = try CollectorEndpoint(collector.endpoint)
      let telemetry = try SessionTelemetry(settings)
      sessions(telemetry)
      telemetry.shutdown()

      let spans = collector.spans
      let root = try XCTUnwrap(spans.first { $0.name == "session_buddy.session" })
      let work = try XCTUnwrap(spans.first { $0.name == "mahavishnu.route_task" })
      XCTAssertEqual(spans.filter { $0.parentSpanID == root.context.spanID }.count, 2)
      XCTAssertEqual(spans.filter { $0.context.traceID == root.context.traceID }.count, 4)
      XCTAssertEqual(work.links.map(\.context.spanID), [root.context.spanID])
      XCTAssertNotEqual(work.context.traceID, root.context.traceID)
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

  func test_handingOn_continuesTheTrace() throws {
    try withFakeCollector { collector in
      var settings = TelemetrySettings()
      settings.endpoint = try CollectorEndpoint(collector.endpoint)
      let telemetry = try SessionTelemetry(settings)
      Baggage().setting("tenant", to: "acme").run {
        telemetry.tracer.withSpan("call") { _ in handOn(telemetry) }
      }
      telemetry.shutdown()

      let spans = collector.spans
      let call = try XCTUnwrap(spans.first { $0.name == "call" })
      let answer = try XCTUnwrap(spans.first { $0.name == "tools/call" })
      XCTAssertEqual(answer.context.traceID, call.context.traceID)
      XCTAssertEqual(answer.parentSpanID, call.context.spanID)
      XCTAssertEqual(answer.attributes["tenant"], "acme")
    }
  }
}
