import GRPCTransport
import OTLPExporter
import OTLPReceiver
import Telemetry
import TelemetryTesting
import XCTest

final class OutageTests: XCTestCase {
  func test_FS6_collectorThatComesAfterNinetySeconds_getsEverythingFromBefore() throws {
    let clock = ManualClock()
    let collector = try FakeCollector(running: false)
    defer { collector.stop() }
    let rig = Rig(collector, options: { $0.retry = RetryPolicy() }, interval: .seconds(10), clock: clock)
    let counter = rig.meterProvider.meter(named: "m").counter("c")
    XCTAssertTrue(clock.waitForSleepers())
    XCTAssertTrue(
      clock.run(for: .seconds(90), inStepsOf: .seconds(1)) {
        counter.add(1)
        rig.endSpans(1)
        rig.emitRecords(1)
      })
    let before = rig.exporter.ledger
    XCTAssertEqual(before.exported, ItemCounts())
    XCTAssertEqual(before.queued.spans, 90)
    XCTAssertEqual(before.queued.logRecords, 90)
    XCTAssertTrue(rig.exporter.condition.lastProblem?.contains("connection refused") == true)
    try collector.start()
    // As long as a pause and the wait for the next batch may be.
    XCTAssertTrue(clock.run(for: .seconds(20), inStepsOf: .seconds(1)))

    let ledger = rig.exporter.ledger
    XCTAssertEqual(ledger.queued, ItemCounts())
    // Points that later ones say again are all that may be missing.
    XCTAssertTrue(Set(ledger.dropped.keys).isSubset(of: [.superseded]), "\(ledger)")
    try collector.expect(
      conserved: ledger,
      recorded: ItemCounts(dataPoints: ledger.accepted.dataPoints, spans: 90, logRecords: 90))
    XCTAssertEqual(collector.totals.spans, 90)
    XCTAssertEqual(collector.totals.logRecords, 90)
    try collector.expect(metrics: "c sum cumulative {} = 90")
    XCTAssertEqual(rig.said.count, 2, "\(rig.said)")
  }

  func test_X33_flushes_doNotShortenWhatTheCollectorAskedFor() throws {
    try withRig(otherwise: .status(.unavailable, retryDelay: .seconds(3_600))) { rig in
      rig.endSpans(1)
      XCTAssertFalse(rig.flush(within: .seconds(20)))
      for _ in 0..<20 { XCTAssertFalse(rig.flush(within: .milliseconds(100))) }

      XCTAssertEqual(rig.collector.requests.count, 1)
      XCTAssertEqual(rig.exporter.ledger.queued.spans, 1)
    }
  }

  func test_absurdRetryDelay_doesNotOutlastTheBudget() throws {
    try withRig(
      answering: .status(.unavailable, retryDelay: .seconds(1_000_000_000)),
      options: { $0.retry.budget = .milliseconds(300) }
    ) { rig in
      rig.endSpans(1)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.requests.count, 2)
      XCTAssertEqual(rig.exporter.ledger.exported.spans, 1)
    }
  }

  func test_oneFailingSignal_doesNotHoldUpTheOthers() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    for _ in 0..<50 { collector.answer(.status(.unavailable, retryDelay: .seconds(3_600)), to: .traces) }
    let rig = Rig(collector)
    rig.endSpans(1)
    XCTAssertFalse(rig.flush(within: .seconds(20)))
    for round in 1...5 {
      rig.meterProvider.meter(named: "m").counter("c").add(1)
      XCTAssertFalse(rig.flush(within: .seconds(20)))
      XCTAssertEqual(collector.totals, ItemCounts(dataPoints: UInt64(round)))
    }

    XCTAssertEqual(rig.exporter.ledger.queued, ItemCounts(spans: 1))
    XCTAssertTrue(rig.exporter.condition.isFailing)
    XCTAssertEqual(rig.said.count, 1, "\(rig.said)")
  }

  func test_X29_deadlineExceededByTheCollector_isPacedToldAndNoObstacle() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    for _ in 0..<5_000 { collector.answer(.status(.deadlineExceeded, message: "upstream"), to: .metrics) }
    let rig = Rig(collector)
    rig.meterProvider.meter(named: "m").counter("c").add(1)
    rig.endSpans(3)
    XCTAssertFalse(rig.flush(within: .seconds(2)))

    XCTAssertEqual(collector.totals, ItemCounts(spans: 3))
    // Pauses are at least 10 ms here, once they have grown.
    XCTAssertLessThan(collector.requests.count, 230)
    XCTAssertEqual(rig.said.count, 1, "\(rig.said)")
    XCTAssertNotNil(rig.exporter.condition.lastProblem)
  }

  func test_silentCollectorOfOneSignal_leavesTimeForTheOthers() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    for _ in 0..<50 { collector.answer(.never, to: .metrics) }
    let rig = Rig(collector)
    rig.meterProvider.meter(named: "m").counter("c").add(1)
    rig.endSpans(3)
    XCTAssertFalse(rig.flush(within: .seconds(4)))

    XCTAssertEqual(collector.totals, ItemCounts(spans: 3))
  }

  func test_finalCollection_isBookedEvenWhenTheWorkerIsBusy() throws {
    try withRig(otherwise: .never) { rig in
      rig.endSpans(1)
      rig.exporter.sealOpenChunks()
      XCTAssertTrue(rig.collector.waitForRequests(1))
      rig.meterProvider.meter(named: "m").counter("c").add(1)
      rig.whileWorkerIsBusy { XCTAssertFalse(rig.meterProvider.shutdown(within: .milliseconds(100))) }
      let ledger = rig.shutdown(within: .milliseconds(100))

      XCTAssertEqual(ledger.dropped, [.shutdown: ItemCounts(dataPoints: 1, spans: 1)])
    }
  }

  func test_flushesThatMissedTheirDeadline_leaveNoWorkBehind() throws {
    try withRig(otherwise: .never) { rig in
      rig.meterProvider.meter(named: "m").counter("c").add(1)
      rig.endSpans(1)
      let isBusy = DispatchSemaphore(value: 0)
      let isDone = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        isBusy.signal()
        _ = rig.flush(within: .seconds(2))
        isDone.signal()
      }
      isBusy.wait()
      XCTAssertTrue(rig.collector.waitForRequests(1))
      for _ in 0..<200 { XCTAssertFalse(rig.meterProvider.flush(within: .milliseconds(1))) }
      isDone.wait()

      // What the one flush collected, and nothing of the two hundred.
      XCTAssertLessThanOrEqual(rig.exporter.ledger.accepted.dataPoints, 2)
    }
  }

  func test_abandonedExporter_booksWhatItDrops() throws {
    try withRig(otherwise: .never) { rig in
      rig.endSpans(7)
      rig.exporter.sealOpenChunks()
      XCTAssertTrue(rig.collector.waitForRequests(1))
      let lost = rig.exporter.abandon()
      rig.endSpans(2)

      XCTAssertEqual(lost, ItemCounts(spans: 7))
      let end = rig.clock.instant.advanced(by: .seconds(20))
      while rig.exporter.ledger.queued.total > 0, rig.clock.instant < end {}
      XCTAssertEqual(
        rig.exporter.ledger.dropped,
        [.shutdown: ItemCounts(spans: 7), .alreadyShutdown: ItemCounts(spans: 2)]
      )
    }
  }

  func test_abandonedExporter_givesUpCallsWhileTheWorkerIsElsewhere() throws {
    try withRig(otherwise: .never) { rig in
      rig.endSpans(7)
      rig.exporter.sealOpenChunks()
      XCTAssertTrue(rig.collector.waitForRequests(1))
      rig.whileWorkerIsBusy { XCTAssertEqual(rig.exporter.abandon(), ItemCounts(spans: 7)) }

      let end = rig.clock.instant.advanced(by: .seconds(20))
      while rig.exporter.ledger.queued.total > 0, rig.clock.instant < end {}
      XCTAssertEqual(rig.exporter.ledger.dropped, [.shutdown: ItemCounts(spans: 7)])
    }
  }

  func test_abandonedExporter_sendsNothingMore() throws {
    // Many times, since a worker that is woken needs luck to be the faster one.
    for _ in 0..<100 {
      try withRig(otherwise: .never) { rig in
        rig.endSpans(3)

        XCTAssertEqual(rig.exporter.abandon(), ItemCounts(spans: 3))
        XCTAssertEqual(rig.exporter.ledger.dropped, [.shutdown: ItemCounts(spans: 3)])
      }
    }
  }
}
