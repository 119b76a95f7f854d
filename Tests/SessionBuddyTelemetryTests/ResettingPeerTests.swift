import OTLPReceiver
import SessionBuddyTelemetry
import Synchronization
import TelemetryTesting
import TestSupport
import XCTest

/// An endpoint that takes every connection and resets it at once, as a proxy does whose upstream is gone.
final class ResettingPeerTests: XCTestCase {
  func test_FS5_peerThatResets_isTriedSeldom_holdsUpNoCollection_andEndsWithTheShutdown() throws {
    let (peer, clock) = (try ResettingPeer(), ManualClock())
    let telemetry = try makeTelemetry(peer, clock)
    XCTAssertTrue(clock.waitForSleepers())
    let seconds = telemetry.meter.counter("seconds")
    for interval in 1...12 {
      XCTAssertTrue(
        clock.run(for: .seconds(10), inStepsOf: .seconds(1)) {
          seconds.add(1)
          telemetry.tracer.withSpan("second") { _ in }
          telemetry.logger.emit("second", severity: .info)
        })
      // Each collection in its turn, whatever becomes of it.
      XCTAssertEqual(telemetry.health().ledger.accepted.dataPoints, UInt64(interval))
    }
    XCTAssertGreaterThan(peer.connections, 5)
    XCTAssertLessThanOrEqual(peer.connections, 120, "more than one each second")
    XCTAssertEqual(telemetry.health().state, .failing)

    let ledger = try shutdown(telemetry, within: .seconds(5), on: clock)
    XCTAssertTrue(ledger.addsUp)
    XCTAssertEqual(ledger.accepted, ItemCounts(dataPoints: 13, spans: 120, logRecords: 120))
    XCTAssertEqual(ledger.droppedTotal, ledger.accepted)
    XCTAssertEqual(ledger.dropped[.shutdown]?.spans, 120)
  }

  private func makeTelemetry(_ peer: ResettingPeer, _ clock: ManualClock) throws -> SessionTelemetry {
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint("http://127.0.0.1:\(peer.port)")
    settings.exportInterval = .seconds(10)
    settings.logsEnabled = true
    return try SessionTelemetry(settings, diagnostics: Diagnostics { _ in }, clock: clock)
  }

  /// Shuts down while the clock stands, then lets exactly `duration` pass.
  private func shutdown(
    _ telemetry: SessionTelemetry,
    within duration: Duration,
    on clock: ManualClock
  ) throws -> Ledger {
    let result = Mutex<Ledger?>(nil)
    let hasEnded = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      let ledger = telemetry.shutdown(within: duration)
      result.withLock { $0 = ledger }
      hasEnded.signal()
    }
    // The worker, and the one who waits for it until the deadline.
    XCTAssertTrue(clock.waitForSleepers(2))
    clock.advance(by: duration)
    XCTAssertEqual(hasEnded.wait(timeout: .now() + 60), .success)
    return try XCTUnwrap(result.withLock(\.self))
  }
}
