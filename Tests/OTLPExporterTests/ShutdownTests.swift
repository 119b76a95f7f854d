import Foundation
import OTLPExporter
import OTLPReceiver
import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// A shutdown while the collector is away, silent, or asks for patience.
final class ShutdownTests: XCTestCase {
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

  func test_FS1_X37_workerThatHangs_isNotWaitedFor_andTheBooksAreClosedWithoutIt() throws {
    let clock = ManualClock()
    let collector = try FakeCollector(otherwise: .never)
    defer { collector.stop() }
    let rig = Rig(collector, clock: clock)
    rig.endSpans(3)
    // One request whose answer will never be heard.
    _ = rig.worker.perform(until: .distantFuture) { rig.exporter.sealOpenChunks() }
    XCTAssertTrue(collector.waitForRequests(1))
    rig.whileWorkerIsBusy {
      rig.endSpans(4)
      let end = BackgroundShutdown(of: rig, within: .seconds(5))
      XCTAssertTrue(clock.waitForSleepers(2))
      clock.advance(by: .seconds(5))
      // A moment for the worker to break off what it does.
      XCTAssertTrue(clock.waitForSleepers(2))
      clock.advance(by: .milliseconds(200))
      let ledger = end.wait()

      XCTAssertEqual(ledger?.dropped, [.shutdown: ItemCounts(spans: 7)])
      XCTAssertEqual(ledger?.queued, ItemCounts())
      XCTAssertEqual(ledger?.addsUp, true)
    }
    // What it does later changes nothing.
    _ = rig.worker.perform(until: .distantFuture) {}
    XCTAssertEqual(rig.exporter.ledger.dropped, [.shutdown: ItemCounts(spans: 7)])
    XCTAssertTrue(rig.exporter.ledger.addsUp)
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
