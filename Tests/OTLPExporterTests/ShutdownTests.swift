import Foundation
import OTLPExporter
import OTLPReceiver
import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// A shutdown while the collector is away, silent, or asks for patience.
final class ShutdownTests: XCTestCase {
  func test_X35_FS1_shutdownWithoutCollector_dropsTheRestByItsDeadline() throws {
    let collector = try FakeCollector(running: false)
    let rig = Rig(collector)
    rig.endSpans(5_000)
    rig.emitRecords(5_000)
    rig.meterProvider.meter(named: "m").counter("c").add(1)
    // One that did not get its turn in time has collected nothing.
    while rig.exporter.ledger.accepted.dataPoints == 0 {
      _ = rig.meterProvider.flush(within: .milliseconds(200))
    }
    let ledger = rig.shutdown(within: .milliseconds(300))

    XCTAssertTrue(ledger.addsUp)
    XCTAssertEqual(
      ledger.dropped,
      [.shutdown: ItemCounts(dataPoints: ledger.accepted.dataPoints, spans: 5_000, logRecords: 5_000)])
    XCTAssertEqual(ledger.queued, ItemCounts())
  }

  func test_FS2_shutdownWithASilentCollector_endsAtItsDeadline() throws {
    let clock = ManualClock()
    let collector = try FakeCollector(otherwise: .never)
    defer { collector.stop() }
    let rig = Rig(collector, clock: clock)
    rig.endSpans(10)
    let end = BackgroundShutdown(of: rig, within: .seconds(5))
    XCTAssertTrue(clock.waitForSleepers())
    XCTAssertTrue(collector.waitForRequests(1))
    clock.advance(by: .milliseconds(4_999))
    XCTAssertNil(end.ledger)
    clock.advance(by: .milliseconds(1))

    // Nothing but the worker was waited for after that, which is told to hurry.
    XCTAssertEqual(end.wait()?.dropped, [.shutdown: ItemCounts(spans: 10)])
    XCTAssertEqual(clock.instant, Instant(nanoseconds: 5_000_000_000))
  }

  func test_FS3_afterShutdown_spansAreRefusedAndCounted() throws {
    try withRig { rig in
      let tracer = rig.tracerProvider.tracer(named: "rig")
      let open = tracer.startSpan("open")
      rig.endSpans(1)
      _ = rig.tracerProvider.shutdown(within: .seconds(5))
      let ledger = rig.shutdown()
      open.end()

      XCTAssertEqual(ledger.exported.spans, 1)
      XCTAssertEqual(rig.exporter.ledger.dropped, [.alreadyShutdown: ItemCounts(spans: 1)])
    }
  }

  func test_X35_FS3_shutdownDuringTheWaitTheCollectorAskedFor_endsAtOnce() throws {
    let clock = ManualClock()
    let collector = try FakeCollector(otherwise: .status(.resourceExhausted, retryDelay: .seconds(30)))
    defer { collector.stop() }
    let rig = Rig(collector, clock: clock)
    rig.endSpans(3)
    XCTAssertFalse(rig.flush(within: .seconds(5)))
    XCTAssertEqual(collector.requests.count, 1)
    let ledger = rig.shutdown(within: .seconds(20))

    // What cannot be sent in time is not waited for.
    XCTAssertEqual(clock.instant, Instant(nanoseconds: 0))
    XCTAssertEqual(collector.requests.count, 1)
    XCTAssertEqual(ledger.dropped, [.shutdown: ItemCounts(spans: 3)])
  }
}

/// A shutdown that a thread of its own waits for.
private final class BackgroundShutdown: Sendable {
  private let result = Mutex<Ledger?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  init(of rig: Rig, within duration: Duration) {
    Thread.detachNewThread { [self] in
      let ledger = rig.shutdown(within: duration)
      result.withLock { $0 = ledger }
      isDone.signal()
    }
  }

  /// What it returned; nil before.
  var ledger: Ledger? { result.withLock { $0 } }

  /// The same, once it has returned.
  func wait() -> Ledger? {
    _ = isDone.wait(timeout: .now() + 30)
    return ledger
  }
}
