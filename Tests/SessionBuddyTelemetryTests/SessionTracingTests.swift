import Dispatch
import OTLPReceiver
import SessionBuddyTelemetry
import TelemetryTesting
import TestSupport
import XCTest

/// Traces of sessions on real parts: started at the front door, decoded at a collector.
final class SessionTracingTests: XCTestCase {
  private static let id = "01M7W918A5QKFBF5KZNWJ47TAN"

  func test_S05_S07_session_arrivesAsATree() throws {
    let clock = ManualClock()
    try withTelemetry({ $0.serviceName = "ledger" }, clock: clock) { telemetry, collector in
      let session = telemetry.startSession(
        id: Self.id, projectPath: "/p", taskClass: .documentation, selector: "fast")
      session.withSpan(.tool("Recall")) { _ in
        session.withSpan(.search) { _ in clock.advance(by: .milliseconds(5)) }
      }
      session.withSpan(.checkpoint) { _ in clock.advance(by: .milliseconds(20)) }
      session.startSpan(.commit).end()
      session.end()
      telemetry.shutdown()

      try collector.expect(
        spans: """
          session_buddy.session internal ok {duration_ms=25.0, outcome=success, selector=fast, service.name=ledger, session.id=01M7W918A5QKFBF5KZNWJ47TAN, session.project_path=/p, session.start_time=2026-01-01T00:00:00.000000+00:00, task_class=documentation}
            session_buddy.tool internal unset {gen_ai.tool.name=Recall, service.name=ledger, session.id=01M7W918A5QKFBF5KZNWJ47TAN}
              session_buddy.search internal unset {service.name=ledger, session.id=01M7W918A5QKFBF5KZNWJ47TAN}
            session_buddy.checkpoint internal unset {service.name=ledger, session.id=01M7W918A5QKFBF5KZNWJ47TAN}
            session_buddy.commit internal unset {service.name=ledger, session.id=01M7W918A5QKFBF5KZNWJ47TAN}
          """)
    }
  }

  func test_S13_openSessions_areExportedByTheShutdown() throws {
    try withTelemetry { telemetry, collector in
      let sessions = (0..<20).map { telemetry.startSession(id: "s\($0)", projectPath: "/p") }
      let open = sessions[0].startSpan(.commit)
      let ledger = telemetry.shutdown()
      for session in sessions { session.end() }
      open.end()

      XCTAssertEqual(ledger.exported.spans, 20)
      XCTAssertEqual(
        collector.spans.map { $0.attributes["outcome"] }, Array(repeating: "unfinished", count: 20))
      XCTAssertEqual(
        collector.spans.map { $0.attributes["session.id"] }, (0..<20).map { .string("s\($0)") })
      // The commit came too late, and is counted.
      XCTAssertEqual(telemetry.health().ledger.dropped, [.alreadyShutdown: ItemCounts(spans: 1)])
    }
  }

  func test_S13_FS3_shutdownBesideEndingThreads_losesNoSession() throws {
    for _ in 0..<5 {
      try withTelemetry { telemetry, collector in
        let sessions = (0..<400).map { telemetry.startSession(id: "s\($0)", projectPath: "/p") }
        onThreads(8) { thread in
          if thread == 4 { telemetry.shutdown() }
          for session in sessions { session.end() }
        }
        let ledger = telemetry.health().ledger
        XCTAssertTrue(ledger.addsUp)
        XCTAssertEqual(ledger.accepted.spans, 400)
        XCTAssertEqual(UInt64(Set(collector.spans.map(\.context)).count), ledger.exported.spans)
      }
    }
  }

  func test_S13_lettingGoWithoutShutdown_countsTheOpenSessions() throws {
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint("http://127.0.0.1:1")
    let told = Told()
    do {
      let telemetry = try SessionTelemetry(settings, diagnostics: told.diagnostics)
      for index in 0..<3 { _ = telemetry.startSession(id: "s\(index)", projectPath: "/p") }
    }
    XCTAssertEqual(told.all.filter { $0.contains("without shutdown: 3 items") }.count, 1, "\(told.all)")
  }

  func test_S06_anonymizedPaths_leaveTheProcessAsTheHashOfTheMetrics() throws {
    struct Broken: Error, CustomStringConvertible { let description = "cannot read /home/ada/ledger" }
    let change: (inout TelemetrySettings) -> Void = { settings in
      settings.anonymizePaths = true
      settings.anonymizationKey = "k"
    }
    let clock = ManualClock(now: Records.start.advanced(by: .seconds(86_400)))
    try withTelemetry(change, clock: clock) { telemetry, collector in
      let session = telemetry.startSession(id: "s1", projectPath: "/home/ada/ledger")
      try? session.withSpan(.checkpoint) { _ in throw Broken() }
      try? telemetry.continueSession(id: "s1", operation: "sweep") { _ in throw Broken() }
      session.end(.error)
      let record = Records.session("s2", project: "/home/ada/ledger")
      telemetry.record(record)
      XCTAssertEqual(telemetry.recordSpan(of: record), .made)
      telemetry.shutdown()

      XCTAssertEqual(collector.spans.count, 4)
      for request in collector.requests {
        XCTAssertFalse(String(decoding: request.message, as: UTF8.self).contains("/home/ada"))
      }
      let path = collector.spans.compactMap { $0.attributes["session.project_path"] }.first
      let total = collector.metrics.first { $0.name == "session_buddy.sessions.total" }
      guard case .sum(let points, _, _)? = total?.points else { return XCTFail("no total") }
      XCTAssertEqual(points.map { $0.attributes["project_path"] }, [path])
    }
  }

  func test_disabledTelemetry_runsTheWorkAndMakesNoSpan() async throws {
    var settings = TelemetrySettings()
    settings.isEnabled = false
    let telemetry = try SessionTelemetry(settings)
    let session = telemetry.startSession(id: "s1", projectPath: "/p")
    let sum =
      session.withSpan(.search) { _ in 1 } + telemetry.continueSession(id: "s1", operation: "o") { _ in 2 }
    let late = await telemetry.continueSession(id: "s1", operation: "o") { _ in
      await Task.yield()
      return 3
    }
    session.end()

    XCTAssertEqual(sum + late, 6)
    XCTAssertFalse(session.context.isValid)
    XCTAssertFalse(telemetry.continueSession(id: "s1", operation: "o").span.isRecording)
    XCTAssertEqual(telemetry.shutdown(), Ledger())
  }

  func test_S14_tooManySessions_areTold() throws {
    let told = Told()
    try withTelemetry(diagnostics: told.diagnostics) { telemetry, collector in
      for index in 0..<1_030 { _ = telemetry.startSession(id: "s\(index)", projectPath: "/p") }
      telemetry.shutdown()

      XCTAssertEqual(telemetry.health().incidents, ["session:abandoned": 6])
      XCTAssertEqual(told.all.count, 1, "\(told.all)")
      XCTAssertEqual(collector.spans.count { $0.attributes["outcome"] == "abandoned" }, 6)
      XCTAssertEqual(collector.spans.count, 1_030)
    }
  }
}
