import CTestSupport
import SessionBuddyTelemetry
import Synchronization
import TelemetryTesting
import TestSupport
import XCTest

/// A process that forks while its threads record and export.
final class ForkedChildTests: XCTestCase {
  private struct Inherited {
    let telemetry: SessionTelemetry
    let requests: Counter<Int64>
    let sizes: Histogram<Double>
    let bound: BoundCounter<Int64>
    let open: Span
  }

  /// What the child finds; a function that C calls has no other way to it.
  private static let inherited = Mutex<Inherited?>(nil)

  func test_FS21_child_neverWaits_andSendsNothing_andTheParentGoesOn() throws {
    var settings = TelemetrySettings()
    settings.logsEnabled = true
    settings.exportInterval = .milliseconds(50)
    settings.scheduleDelay = .milliseconds(5)
    // No attempt ends before its answer, however busy the machine is.
    settings.exportTimeout = .seconds(60)
    let collector = try FakeCollector()
    defer { collector.stop() }
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    let told = Told()
    let telemetry = try SessionTelemetry(settings, diagnostics: told.diagnostics)
    let requests = telemetry.meter.counter("requests")
    Self.inherited.withLock {
      $0 = Inherited(
        telemetry: telemetry, requests: requests, sizes: telemetry.meter.histogram("sizes"),
        bound: requests.bound(to: ["bound": true]), open: telemetry.tracer.startSpan("open"))
    }
    defer { Self.inherited.withLock { $0 = nil } }
    XCTAssertTrue(telemetry.flush())

    let children = Atomic(0)
    let isOver = Atomic(false)
    let recorded = Atomic(0)
    onThreads(4) { number in
      if number == 0 {
        while children.load(ordering: .relaxed) < 200, ctestsupport_in_forked_child(Self.useEverything) == 1 {
          children.add(1, ordering: .relaxed)
        }
        isOver.store(true, ordering: .releasing)
      } else {
        while !isOver.load(ordering: .acquiring) {
          requests.add(1, ["thread": .int(Int64(number))])
          telemetry.tracer.startSpan("s").end()
          telemetry.logger.emit("l", severity: .info)
          let count = recorded.add(1, ordering: .relaxed).newValue
          // On a busy machine the others would record faster than anybody can send.
          if number == 3 || count % 500 == 0 {
            _ = (telemetry.flush(within: .seconds(60)), telemetry.health())
          }
        }
      }
    }
    XCTAssertEqual(children.load(ordering: .relaxed), 200)
    Self.inherited.withLock { $0?.open.end() }
    let ledger = telemetry.shutdown(within: .seconds(60))

    XCTAssertEqual(told.all, [])
    // Of all spans and records none came from a child, and none of the parent's was lost.
    let count = UInt64(recorded.load(ordering: .relaxed))
    XCTAssertEqual(ledger.exported.spans, count + 1)
    XCTAssertEqual(ledger.exported.logRecords, count)
    try collector.expect(conserved: ledger)
    XCTAssertFalse(collector.metricsText.contains("child"), collector.metricsText)
  }

  /// Everything a program does with telemetry; 1 when it came to an end.
  private static let useEverything: @convention(c) () -> UInt64 = {
    guard let parent = ForkedChildTests.inherited.withLock({ $0 }) else { return 0 }
    let telemetry = parent.telemetry
    for number in 0..<1_000 {
      parent.requests.add(1, ["child": .int(Int64(number))])
      parent.bound.add(1)
      parent.sizes.record(1)
    }
    parent.open.end()
    telemetry.tracer.withSpan("child") { span in span.setAttribute("key", 1) }
    telemetry.logger.emit("child", severity: .info)
    telemetry.meterProvider.meter(named: "child").counter("child").add(1)
    telemetry.tracerProvider.tracer(named: "child").startSpan("child").end()
    telemetry.loggerProvider.logger(named: "child").emit("child")
    telemetry.record(Records.interaction(clicked: true))
    let isSent = telemetry.flush() || telemetry.tracerProvider.flush(within: .seconds(60))
    let ledger = telemetry.shutdown()
    return !isSent && ledger == Ledger() && telemetry.health().state == .stopped ? 1 : 0
  }
}
