import GRPCTransport
import OTLPExporter
import OTLPReceiver
import Telemetry
import TelemetryTesting
import XCTest

/// What is told of a delivery that goes wrong in every way, and how often.
final class DeliveryConditionTests: XCTestCase {
  func test_FS18_queueThatFillsAgainAndAgain_isToldOnceInAWhile() throws {
    let clock = ManualClock()
    let collector = try FakeCollector()
    defer { collector.stop() }
    let rig = Rig(collector, options: { $0.maximumQueueBytes = 4_000 }, clock: clock)
    defer { XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)") }
    for _ in 0..<50 {
      _ = rig.worker.perform(until: .distantFuture) { rig.endSpans(100) }
      XCTAssertTrue(rig.flush())
    }

    XCTAssertGreaterThan(rig.exporter.ledger.dropped[.queueFull]?.spans ?? 0, 1_000)
    XCTAssertEqual(rig.said.count, 1, "\(rig.said)")
    clock.advance(by: .seconds(600))
    _ = rig.worker.perform(until: .distantFuture) { rig.endSpans(100) }
    XCTAssertTrue(rig.flush())
    XCTAssertEqual(rig.said.count, 2, "\(rig.said)")
  }

  func test_FS19_signalThatIsAlwaysRefused_hidesNoOutageOfTheOthers() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    for _ in 0..<10 { collector.answer(.status(.unimplemented), to: .logs) }
    let rig = Rig(collector)
    defer { XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)") }
    for _ in 0..<3 {
      collector.answer(.status(.unavailable), to: .traces)
      rig.emitRecords(1)
      rig.endSpans(1)
      XCTAssertTrue(rig.flush())
    }

    XCTAssertEqual(rig.said.count { $0.contains("UNAVAILABLE") }, 3, "\(rig.said)")
    XCTAssertEqual(rig.said.count { $0.contains("takes telemetry again") }, 3, "\(rig.said)")
    XCTAssertEqual(rig.said.count { $0.contains("what it refuses is dropped") }, 1, "\(rig.said)")
    XCTAssertTrue(rig.exporter.condition.isFailing)
  }

  func test_FS19_outageThatEndsWithARefusal_isToldToBeOver() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    for _ in 0..<2 {
      collector.answer(.status(.unimplemented), to: .logs)
      collector.answer(.status(.unavailable), .status(.unimplemented), to: .logs)
    }
    let rig = Rig(collector)
    defer { XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)") }
    for _ in 0..<4 {
      rig.emitRecords(1)
      XCTAssertTrue(rig.flush())
    }

    XCTAssertEqual(rig.said.count { $0.contains("UNAVAILABLE") }, 2, "\(rig.said)")
    XCTAssertEqual(rig.said.count { $0.contains("answers again") }, 2, "\(rig.said)")
    XCTAssertEqual(rig.said.count { $0.contains("what it refuses is dropped") }, 1, "\(rig.said)")
  }

  func test_X27_complaintsThatAreNewEachTime_leaveTwoLinesAnHourForAnOutage() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    let rig = Rig(collector)
    defer { XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)") }
    for number in 0..<40 {
      collector.answer(.partialSuccess(rejected: 1, message: "request \(number) is too old"))
      rig.endSpans(1)
      XCTAssertTrue(rig.flush())
    }

    XCTAssertEqual(rig.exporter.ledger.rejected.spans, 40)
    XCTAssertEqual(rig.said.count, 10, "\(rig.said)")
    collector.answer(.status(.unavailable, message: "restarting"))
    rig.endSpans(1)
    XCTAssertTrue(rig.flush())
    XCTAssertEqual(rig.said.count, 12, "\(rig.said)")
    XCTAssertTrue(rig.said.suffix(2).first?.contains("restarting") == true, "\(rig.said)")
    XCTAssertTrue(rig.said.last?.contains("takes telemetry again") == true, "\(rig.said)")
  }

  func test_FS19_refusalsThatAlternate_areToldOnceEach() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    let rig = Rig(collector)
    defer { XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)") }
    for number in 0..<20 {
      collector.answer(.status(number % 2 == 0 ? .unauthenticated : .unimplemented))
      rig.endSpans(1)
      XCTAssertTrue(rig.flush())
    }

    XCTAssertEqual(rig.said.count, 2, "\(rig.said)")
  }

  func test_FS11_itemsThatAreTooLarge_areNamedInTenLinesAnHour() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    let rig = Rig(collector, options: { $0.maximumRequestBytes = 100_000 })
    defer { XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)") }
    let text = String(repeating: "x", count: 120_000)
    for number in 0..<40 {
      rig.tracerProvider.tracer(named: "rig").startSpan("GET /\(number)", attributes: ["body": .string(text)])
        .end()
    }
    XCTAssertTrue(rig.flush())

    XCTAssertEqual(rig.exporter.ledger.dropped[.tooLarge]?.spans, 40)
    XCTAssertEqual(rig.said.count, 10, "\(rig.said)")
  }

  func test_FS27_tokenThatExpiresAgain_isToldAgain() throws {
    let clock = ManualClock()
    let collector = try FakeCollector(
      answering: .status(.unauthenticated), .status(.unauthenticated), .ok, .status(.unauthenticated), .ok,
      .status(.unauthenticated))
    defer { collector.stop() }
    let rig = Rig(collector, clock: clock)
    defer { XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)") }
    func export() {
      rig.endSpans(1)
      XCTAssertTrue(rig.flush())
    }
    for _ in 0..<3 { export() }
    XCTAssertEqual(rig.said.count, 1, "\(rig.said)")
    // One that comes and goes is not told each time.
    for _ in 0..<2 { export() }
    XCTAssertEqual(rig.said.count, 1, "\(rig.said)")
    clock.advance(by: .seconds(21_600))
    export()

    XCTAssertEqual(rig.said.count, 2, "\(rig.said)")
    XCTAssertTrue(rig.said.allSatisfy { $0.contains("UNAUTHENTICATED") }, "\(rig.said)")
  }

  func test_FS13_outageThatCouldNotBeTold_isToldWhenThereAreLinesAgain() throws {
    let clock = ManualClock()
    let collector = try FakeCollector()
    defer { collector.stop() }
    let rig = Rig(collector, clock: clock)
    defer { XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)") }
    func minute() -> Bool {
      rig.endSpans(1)
      rig.exporter.sealOpenChunks()
      return clock.run(for: .seconds(60), inStepsOf: .seconds(20))
    }
    XCTAssertTrue(clock.waitForSleepers())
    for _ in 0..<8 {
      collector.answer(.status(.unavailable))
      XCTAssertTrue(minute())
    }
    XCTAssertEqual(rig.said.count, 12, "\(rig.said)")
    collector.answer { _ in .status(.unavailable, message: "for good") }
    for _ in 0..<70 { XCTAssertTrue(minute()) }

    // The first lines are an hour old by now, and what has waited for ten minutes is given up.
    XCTAssertEqual(rig.said.count, 14, "\(rig.said)")
    XCTAssertEqual(rig.said.count { $0.contains("for good") }, 1, "\(rig.said)")
    XCTAssertEqual(rig.said.count { $0.contains("being dropped (retries_exhausted)") }, 1, "\(rig.said)")
  }

  func test_FS19_refusalThatCouldNotBeTold_isToldWhenItLasts() throws {
    let clock = ManualClock()
    let collector = try FakeCollector(
      answering: .status(.unauthenticated), .ok, otherwise: .status(.unauthenticated))
    defer { collector.stop() }
    let rig = Rig(collector, clock: clock)
    defer { XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)") }
    for _ in 0..<5 {
      rig.endSpans(1)
      XCTAssertTrue(rig.flush())
    }
    XCTAssertEqual(rig.said.count, 1, "\(rig.said)")
    clock.advance(by: .seconds(600))
    rig.endSpans(1)
    XCTAssertTrue(rig.flush())
    XCTAssertEqual(rig.said.count, 2, "\(rig.said)")
  }

  func test_FS13_endOfAnOutageThatWasTold_isToldThoughTheQueueWasFull() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    let rig = Rig(collector, options: { $0.maximumQueueBytes = 4_000 })
    defer { XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)") }
    for _ in 0..<5 {
      collector.answer(.status(.unavailable))
      rig.endSpans(1)
      XCTAssertTrue(rig.flush())
    }
    XCTAssertEqual(rig.said.count, 10, "\(rig.said)")
    collector.answer { _ in .status(.unavailable) }
    rig.endSpans(1)
    XCTAssertFalse(rig.flush(within: .milliseconds(200)))
    rig.endSpans(500)
    XCTAssertGreaterThan(rig.exporter.ledger.dropped[.queueFull]?.spans ?? 0, 0)
    collector.answer { _ in .ok }
    XCTAssertTrue(rig.flush())

    XCTAssertEqual(rig.said.count, 12, "\(rig.said)")
    XCTAssertTrue(rig.said.last?.contains("takes telemetry again") == true, "\(rig.said)")
  }

  func test_FS13_collectorThatComesAndGoes_isToldInTwelveLinesAnHour() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    let rig = Rig(collector)
    defer { XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)") }
    for _ in 0..<40 {
      collector.answer(.status(.unavailable, message: "restarting"))
      rig.endSpans(1)
      XCTAssertTrue(rig.flush())
    }

    XCTAssertEqual(rig.exporter.ledger.exported.spans, 40)
    // Each with its end.
    XCTAssertEqual(rig.said.count, 12, "\(rig.said)")
    XCTAssertEqual(rig.said.count { $0.contains("restarting") }, 6, "\(rig.said)")
    XCTAssertTrue(rig.said.last?.contains("takes telemetry again") == true, "\(rig.said)")
  }
}
