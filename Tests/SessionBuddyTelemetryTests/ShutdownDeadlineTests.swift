import OTLPReceiver
import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

/// The one deadline of a shutdown, by the clock that the SDK is given, with 5,000 spans, 5,000 log records and a point waiting.
final class ShutdownDeadlineTests: XCTestCase {
  private static let all = ItemCounts(dataPoints: 1, spans: 5_000, logRecords: 5_000)
  private static let deadline = Instant(nanoseconds: 5_000_000_000)

  func test_FS1_X35_shutdownWithoutACollector_endsByItsDeadline_andDropsEverything() throws {
    try withMuchWaiting { telemetry, collector, clock in
      collector.stop()
      let end = BackgroundCall(clock) { telemetry.shutdown(within: .seconds(5)) }
      // It and the worker, which pauses between two attempts.
      XCTAssertTrue(clock.waitForSleepers(2))
      // From here on nobody need sleep at any moment.
      while !end.isOver, clock.instant < Self.deadline {
        _ = clock.waitForSleepers(within: .milliseconds(100))
        clock.advance(by: .milliseconds(100))
      }
      let (ledger, time) = try XCTUnwrap(end.wait())

      XCTAssertLessThanOrEqual(time, Self.deadline)
      XCTAssertEqual(ledger.dropped, [.shutdown: Self.all])
      try collector.expect(conserved: ledger, recorded: Self.all)
    }
  }

  func test_FS2_X37_shutdownWithASilentCollector_endsAtItsDeadline_andDropsEverything() throws {
    try withMuchWaiting { telemetry, collector, clock in
      collector.answer { _ in .never }
      let end = BackgroundCall(clock) { telemetry.shutdown(within: .seconds(5)) }
      XCTAssertTrue(collector.waitForRequests(1))
      clock.advance(by: .milliseconds(4_999))
      // It looks around more often than it sends, so that it would have ended by then if it were to.
      XCTAssertTrue(collector.wait { $0.requests.contains { $0.signal == .metrics } })
      XCTAssertFalse(end.isOver)
      clock.advance(by: .milliseconds(1))
      let (ledger, time) = try XCTUnwrap(end.wait())

      XCTAssertEqual(time, Self.deadline)
      XCTAssertEqual(ledger.accepted, Self.all)
      XCTAssertEqual(ledger.dropped, [.shutdown: Self.all])
      XCTAssertTrue(ledger.addsUp)
    }
  }

  func test_FS3_X33_threeShutdownsDuringAPauseTheCollectorAskedFor_returnOneLedger_atOnce() throws {
    try withMuchWaiting { telemetry, collector, clock in
      collector.answer { _ in .status(.resourceExhausted, retryDelay: .seconds(30)) }
      XCTAssertFalse(telemetry.flush(within: .seconds(5)))
      let asked = collector.requests.count
      let ends = (0..<3).map { _ in BackgroundCall(clock) { telemetry.shutdown(within: .seconds(5)) } }
      let returned = try ends.map { try XCTUnwrap($0.wait()) }

      // What cannot be sent in time is not waited for: no time has passed.
      XCTAssertEqual(returned.map(\.end), Array(repeating: Instant(nanoseconds: 0), count: 3))
      XCTAssertEqual(collector.requests.count, asked)
      let ledger = returned[0].result
      XCTAssertEqual(returned.map(\.result), [ledger, ledger, ledger])
      XCTAssertEqual(ledger.dropped[.shutdown]?.spans, 5_000)
      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(ledger.queued, ItemCounts())
    }
  }

  func test_FS3_X33_threeShutdownsThatWaitOutThePause_returnOneLedger_andRecordingGoesNowhere() throws {
    try withMuchWaiting { telemetry, collector, clock in
      collector.answer { _ in .status(.resourceExhausted, retryDelay: .seconds(30)) }
      XCTAssertFalse(telemetry.flush(within: .seconds(5)))
      collector.answer { _ in .ok }
      let first = BackgroundCall(clock) { telemetry.shutdown(within: .seconds(40)) }
      // It and the worker.
      XCTAssertTrue(clock.waitForSleepers(2))
      let others = (0..<2).map { _ in BackgroundCall(clock) { telemetry.shutdown(within: .seconds(40)) } }
      XCTAssertTrue(clock.waitForSleepers(4))
      XCTAssertFalse(([first] + others).contains(where: \.isOver))
      clock.advance(by: .seconds(30))
      let returned = try ([first] + others).map { try XCTUnwrap($0.wait()) }

      XCTAssertEqual(returned.map(\.end), Array(repeating: Instant(nanoseconds: 30_000_000_000), count: 3))
      let ledger = returned[0].result
      XCTAssertEqual(returned.map(\.result), [ledger, ledger, ledger])
      XCTAssertEqual(ledger.exported.spans + ledger.exported.logRecords, 10_000)
      XCTAssertNil(ledger.dropped[.shutdown])
      try collector.expect(conserved: ledger)
      telemetry.record(SessionMetrics(sessionID: "s", projectPath: "/p", startedAt: clock.now))
      telemetry.tracer.startSpan("late").end()
      telemetry.logger.emit("late", severity: .info)
      XCTAssertEqual(telemetry.shutdown(), ledger)
    }
  }

  private func withMuchWaiting(_ body: (SessionTelemetry, FakeCollector, ManualClock) throws -> Void) throws {
    let clock = ManualClock()
    let collector = try FakeCollector()
    defer { collector.stop() }
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    settings.logsEnabled = true
    // Nothing leaves before the end.
    (settings.scheduleDelay, settings.logsScheduleDelay) = (.seconds(3_600), .seconds(3_600))
    (settings.batchSize, settings.logsBatchSize) = (10_000, 10_000)
    let telemetry = try SessionTelemetry(settings, diagnostics: Diagnostics { _ in }, clock: clock)
    telemetry.meter.counter("c").add(1)
    for _ in 0..<5_000 { telemetry.tracer.startSpan("s").end() }
    for _ in 0..<5_000 { telemetry.logger.emit("l", severity: .info) }
    try body(telemetry, collector, clock)
  }
}
