import OTLPReceiver
import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

/// Code of the program that does not return while telemetry ends: it costs what it has to say itself, and nothing else.
final class HangingAtTheEndTests: XCTestCase {
  private static let healthy = ItemCounts(dataPoints: 1, spans: 1, logRecords: 1)

  func test_FS1_FS28_M85_callbackThatHangsAtTheShutdown_keepsNothingElseWaiting() throws {
    try withHangingCallback { telemetry, collector, clock, hanging in
      let end = BackgroundCall(clock) { telemetry.shutdown(within: .seconds(5)) }
      XCTAssertTrue(hanging.waitUntilItHangs())
      XCTAssertEqual(collector.totals, ItemCounts(spans: 1, logRecords: 1))
      // The last second is for sending.
      clock.advance(by: .seconds(4))
      let (ledger, time) = try XCTUnwrap(end.wait())

      XCTAssertEqual(time, Instant(nanoseconds: 4_000_000_000))
      XCTAssertEqual(ledger.exported, Self.healthy)
      try collector.expect(conserved: ledger, recorded: Self.healthy)
    }
  }

  func test_FS1_FS28_M85_shutdownDuringACollectionThatHangs_cutsItShort() throws {
    try withHangingCallback { telemetry, collector, clock, hanging in
      clock.advance(by: .seconds(60))
      XCTAssertTrue(hanging.waitUntilItHangs())
      telemetry.tracer.startSpan("late").end()
      let end = BackgroundCall(clock) { telemetry.shutdown(within: .seconds(5)) }
      XCTAssertTrue(clock.waitForSleepers(2))
      clock.advance(by: .seconds(4))
      let (ledger, time) = try XCTUnwrap(end.wait())

      XCTAssertEqual(time, Instant(nanoseconds: 64_000_000_000))
      XCTAssertEqual(ledger.exported.spans, 2)
      XCTAssertEqual(ledger.exported.logRecords, 1)
      XCTAssertEqual(ledger.accepted, ledger.exported)
      try collector.expect(conserved: ledger)
    }
  }

  func test_FS28_M85_callbackThatHangsAtAFlush_leavesTimeToSend() throws {
    try withHangingCallback { telemetry, collector, clock, hanging in
      let flush = BackgroundCall(clock) { telemetry.flush(within: .seconds(5)) }
      XCTAssertTrue(hanging.waitUntilItHangs())
      clock.advance(by: .seconds(4))

      XCTAssertEqual(flush.wait()?.end, Instant(nanoseconds: 4_000_000_000))
      XCTAssertEqual(collector.totals, Self.healthy)
    }
  }

  func test_FS1_FS26_callbackThatHangsAtTheShutdown_leavesTheRestToTheSpool() throws {
    try withFolder { folder in
      try withHangingCallback {
        $0.spoolDirectory = folder.appending(path: "spool").path
      } _: { telemetry, collector, clock, hanging in
        collector.answer { _ in .never }
        let end = BackgroundCall(clock) { telemetry.shutdown(within: .seconds(5)) }
        // Silence takes the first quarter of the time.
        XCTAssertTrue(collector.waitForRequests(2))
        clock.advance(by: .milliseconds(1_250))
        XCTAssertTrue(hanging.waitUntilItHangs())
        clock.advance(by: .milliseconds(3_750))
        let ledger = try XCTUnwrap(end.wait()).result

        XCTAssertEqual(ledger.spooled, Self.healthy, "\(ledger)")
        XCTAssertEqual(ledger.accepted, Self.healthy)
        XCTAssertTrue(ledger.addsUp)
      }
    }
  }

  func test_FS1_T58_spanProcessorThatHangsAtTheShutdown_takesNoTimeOfTheExporter() throws {
    let clock = ManualClock()
    let collector = try FakeCollector()
    defer { collector.stop() }
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    let slow = SlowProcessor()
    defer { slow.hanging.letGo() }
    let telemetry = try SessionTelemetry(
      settings, spanProcessors: [slow], diagnostics: Diagnostics { _ in }, clock: clock)
    telemetry.tracer.startSpan("s").end()
    let end = BackgroundCall(clock) { telemetry.shutdown(within: .seconds(5)) }
    XCTAssertTrue(slow.hanging.waitUntilItHangs())
    XCTAssertTrue(collector.waitForRequests(1))
    XCTAssertTrue(clock.waitForSleepers())
    XCTAssertFalse(end.isOver)
    clock.advance(by: .seconds(5))
    let (ledger, time) = try XCTUnwrap(end.wait())

    XCTAssertEqual(time, Instant(nanoseconds: 5_000_000_000))
    XCTAssertEqual(ledger.exported, ItemCounts(spans: 1))
    try collector.expect(conserved: ledger, recorded: ItemCounts(spans: 1))
  }

  /// One that takes all the time there is, and more.
  private final class SlowProcessor: SpanProcessor {
    let hanging = Hanging()

    func onEnd(_ span: FinishedSpan) {}
    func flush(until deadline: Instant) -> Bool { true }
    func shutdown(until deadline: Instant) -> Bool {
      hanging.hang()
      return true
    }
  }
}
