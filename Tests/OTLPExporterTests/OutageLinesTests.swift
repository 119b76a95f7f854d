import GRPCTransport
import OTLPExporter
import OTLPReceiver
import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// When an outage begins and ends, and what is told of it.
final class OutageLinesTests: XCTestCase {
  func test_FS13_end_tellsWhatWasLostMeanwhile() throws {
    try withClockedRig(options: { $0.maximumQueueBytes = 4_000 }) { rig, clock in
      rig.collector.answer { _ in .status(.unavailable) }
      rig.endSpans(1)
      rig.exporter.sealOpenChunks()
      XCTAssertTrue(clock.run(for: .seconds(30), inStepsOf: .seconds(10)))
      rig.endSpans(500)
      rig.collector.answer { _ in .ok }
      XCTAssertTrue(clock.run(for: .seconds(60), inStepsOf: .seconds(10)))
      let lost = rig.exporter.ledger.dropped[.queueFull]?.spans ?? 0
      XCTAssertGreaterThan(lost, 0)
      XCTAssertEqual(rig.said.last?.hasSuffix("; dropped meanwhile: \(lost) spans"), true, "\(rig.said)")
    }
  }

  func test_FS13_outageOfASignalThatSendsNothingMore_endsWithTheOthers() throws {
    try withClockedRig(options: { $0.retry.budget = .seconds(60) }) { rig, clock in
      rig.collector.answer { _ in .status(.unavailable) }
      rig.endSpans(1)
      rig.exporter.sealOpenChunks()
      XCTAssertTrue(clock.run(for: .seconds(300), inStepsOf: .seconds(10)))
      XCTAssertEqual(rig.exporter.ledger.dropped[.retriesExhausted]?.spans, 1)
      XCTAssertTrue(rig.exporter.condition.isFailing)

      rig.collector.answer { _ in .ok }
      rig.emitRecords(1)
      rig.exporter.sealOpenChunks()
      XCTAssertTrue(clock.run(for: .seconds(10), inStepsOf: .seconds(10)))
      XCTAssertEqual(rig.collector.logRecords.count, 1)
      XCTAssertFalse(rig.exporter.condition.isFailing)
      XCTAssertEqual(
        rig.said.last?.hasSuffix("takes telemetry again after 300 s; dropped meanwhile: 1 span"), true,
        "\(rig.said)")
    }
  }

  func test_FS13_anotherCauseThatLasts_isToldOnce() throws {
    try withClockedRig { rig, clock in
      rig.collector.answer { _ in .status(.unavailable, message: "one") }
      rig.endSpans(1)
      rig.exporter.sealOpenChunks()
      XCTAssertTrue(clock.run(for: .seconds(60), inStepsOf: .seconds(10)))
      rig.collector.answer { _ in .status(.aborted, message: "two") }
      XCTAssertTrue(clock.run(for: .seconds(40), inStepsOf: .seconds(10)))
      XCTAssertEqual(rig.said.count, 1, "\(rig.said)")
      XCTAssertTrue(clock.run(for: .seconds(200), inStepsOf: .seconds(10)))
      XCTAssertEqual(rig.said.count, 2, "\(rig.said)")
      XCTAssertEqual(rig.said.last?.contains("ABORTED: two"), true, "\(rig.said)")
    }
  }

  func test_FS13_refusalOfWhatWasSentBeforeTheOutage_doesNotEndIt() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    let rig = Rig(collector)
    defer { XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)") }
    let failures = Mutex(3)
    collector.answer { request in
      // The answer to the second one comes when the first has failed.
      guard case .traces(let spans) = request.content, spans.first?.name == "first" else {
        return .delayed(by: .milliseconds(50), .status(.invalidArgument))
      }
      return failures.withLock { left in
        left -= 1
        return left < 0 ? .ok : .status(.unavailable)
      }
    }
    rig.whileWorkerIsBusy {
      for name in ["first", "second"] {
        rig.tracerProvider.tracer(named: "rig").startSpan(name).end()
        rig.exporter.sealOpenChunks()
      }
    }
    XCTAssertTrue(rig.flush())

    XCTAssertEqual(rig.exporter.ledger.exported.spans, 1)
    XCTAssertFalse(rig.said.contains { $0.contains("answers again") }, "\(rig.said)")
    XCTAssertEqual(rig.said.count { $0.contains("UNAVAILABLE") }, 1, "\(rig.said)")
  }

  func test_FS2_shortAttemptsOfMetrics_areToldWhenTheCollectorHangs() throws {
    let collector = try FakeCollector(otherwise: .never)
    defer { collector.stop() }
    let rig = Rig(collector, options: { $0.metricsTimeout = .milliseconds(100) })
    defer { XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)") }
    rig.meterProvider.meter(named: "rig").counter("requests").add(1)
    XCTAssertFalse(rig.flush(within: .seconds(2)))

    XCTAssertEqual(rig.said.count, 1, "\(rig.said)")
    XCTAssertTrue(rig.exporter.condition.isFailing)
    XCTAssertTrue(rig.shutdown(within: .zero).addsUp)
  }

  func test_FS2_collectorThatHangsAtTheEnd_isNamed_withoutAPromise() throws {
    let collector = try FakeCollector(otherwise: .never)
    defer { collector.stop() }
    let rig = Rig(collector)
    defer { XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)") }
    rig.endSpans(1)
    let ledger = rig.shutdown(within: .seconds(1))

    XCTAssertEqual(ledger.dropped[.shutdown]?.spans, 1)
    XCTAssertEqual(rig.said.count { $0.contains("did not answer within") }, 1, "\(rig.said)")
    XCTAssertFalse(rig.said.contains { $0.contains("sent again") }, "\(rig.said)")
  }

  private func withClockedRig(
    options: (inout OTLPExporterOptions) -> Void = { _ in }, _ body: (Rig, ManualClock) throws -> Void
  ) throws {
    let clock = ManualClock()
    let collector = try FakeCollector()
    defer { collector.stop() }
    let rig = Rig(collector, options: options, clock: clock)
    defer { XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)") }
    XCTAssertTrue(clock.waitForSleepers())
    try body(rig, clock)
    XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)")
  }
}
