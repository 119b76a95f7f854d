import GRPCTransport
import OTLPExporter
import OTLPReceiver
import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// Every status of gRPC given once, three times and always, with a named pause and without, on a clock that runs when told.
final class RetryTableTests: XCTestCase {
  private static let budget = Duration.seconds(120)
  /// The pause the collector asks for, longer than any that the exporter would make.
  private static let askedFor = Duration.seconds(30)
  private static let step = Duration.milliseconds(500)

  func test_FS24_everyStatus_givenOnceOrThreeTimes_isOutlastedOrFinal() throws {
    for failures in [1, 3] {
      try forEachRow { row in
        let outcome = try outcome(of: row, givenTimes: failures)

        XCTAssertEqual(outcome.attempts.count, row.isRetried ? failures + 1 : 1, "\(row)")
        XCTAssertEqual(outcome.ledger.exported.spans, row.isRetried || row.status == .ok ? 1 : 0, "\(row)")
        XCTAssertEqual(outcome.ledger.dropped, row.isRetried ? [:] : row.drops, "\(row)")
        expectPauses(of: outcome, row)
      }
    }
  }

  func test_FS24_everyStatus_givenAlways_isRetriedUntilTheBudgetIsOver() throws {
    try forEachRow { row in
      let outcome = try outcome(of: row, givenTimes: .max)

      expectPauses(of: outcome, row)
      guard row.isRetried else {
        XCTAssertEqual(outcome.attempts.count, 1, "\(row)")
        XCTAssertEqual(outcome.ledger.dropped, row.drops, "\(row)")
        return
      }
      XCTAssertEqual(outcome.ledger.dropped, [.retriesExhausted: ItemCounts(spans: 1)], "\(row)")
      let times = outcome.attempts.map { Instant(nanoseconds: 0).duration(until: $0) }
      // The last attempt is the only one that ends after the budget.
      XCTAssertLessThan(try XCTUnwrap(times.dropLast().last), Self.budget, "\(row)")
      XCTAssertGreaterThanOrEqual(try XCTUnwrap(times.last), Self.budget, "\(row)")
      if row.retryDelay != nil { XCTAssertEqual(times, [0, 30, 60, 90, 120].map { .seconds($0) }, "\(row)") }
    }
  }

  /// A pause is the one the collector named, or grows from 1 s to 10 s, less half of it at most.
  private func expectPauses(of outcome: Outcome, _ row: Row) {
    let pauses = zip(outcome.attempts, outcome.attempts.dropFirst()).map { $0.duration(until: $1) }
    for (number, pause) in pauses.enumerated() {
      if let retryDelay = row.retryDelay {
        XCTAssertEqual(pause, retryDelay, "\(row): \(pauses)")
        continue
      }
      let longest = min(Duration.seconds(1 << number), .seconds(10))
      XCTAssertGreaterThanOrEqual(pause, longest / 2, "\(row): \(pauses)")
      XCTAssertLessThan(pause, longest + Self.step, "\(row): \(pauses)")
    }
  }

  private struct Row {
    let status: Status
    let retryDelay: Duration?

    var isRetried: Bool {
      switch status {
      case .cancelled, .deadlineExceeded, .aborted, .outOfRange, .unavailable, .dataLoss: true
      case .resourceExhausted: retryDelay != nil
      default: false
      }
    }

    /// What becomes of one span if that is final.
    var drops: [DropReason: ItemCounts] { status == .ok ? [:] : [status.dropReason: ItemCounts(spans: 1)] }
  }

  private func forEachRow(_ body: (Row) throws -> Void) rethrows {
    XCTAssertEqual(Status.allCases.count, 17)
    for status in Status.allCases {
      for retryDelay in [nil, Self.askedFor] { try body(Row(status: status, retryDelay: retryDelay)) }
    }
  }

  private struct Outcome {
    let attempts: [Instant]
    let ledger: Ledger
  }

  /// What becomes of one span at a collector that gives a status `failures` times.
  private func outcome(of row: Row, givenTimes failures: Int) throws -> Outcome {
    let clock = ManualClock()
    let collector = try FakeCollector()
    defer { collector.stop() }
    let attempts = Mutex<[Instant]>([])
    collector.answer { _ in
      let number = attempts.withLock { attempts in
        attempts.append(clock.instant)
        return attempts.count
      }
      return number > failures ? .ok : .status(row.status, message: "no", retryDelay: row.retryDelay)
    }
    let rig = Rig(
      collector,
      options: {
        $0.retry = RetryPolicy()
        $0.retry.budget = Self.budget
      }, clock: clock)
    XCTAssertTrue(clock.waitForSleepers())
    rig.endSpans(1)
    rig.exporter.sealOpenChunks()
    XCTAssertTrue(collector.waitForRequests(1))
    XCTAssertTrue(clock.settle())
    // Some time more than it can take.
    while rig.exporter.ledger.queued.total > 0, clock.instant < Instant(nanoseconds: 200_000_000_000) {
      XCTAssertTrue(clock.run(for: Self.step, inStepsOf: Self.step))
    }
    try collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(spans: 1))
    return Outcome(attempts: attempts.withLock { $0 }, ledger: rig.exporter.ledger)
  }
}
