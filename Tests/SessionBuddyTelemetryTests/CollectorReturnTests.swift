import OTLPReceiver
import SessionBuddyTelemetry
import TelemetryTesting
import TestSupport
import XCTest

/// Collectors that go away and come back, on a clock that runs when told.
final class CollectorReturnTests: XCTestCase {
  /// How long a collector that is back may stay unnoticed.
  private static let bound = Duration.seconds(12)

  func test_FS7_collectorKilledTwentyTimes_isFoundAgainEachTime_andLosesNothing() throws {
    let clock = ManualClock()
    try withTelemetry(
      { $0.exportInterval = .seconds(10) }, clock: clock
    ) { telemetry, collector in
      XCTAssertTrue(clock.waitForSleepers())
      let stream = Stream(telemetry)
      var files: [Int] = []
      for _ in 0..<20 {
        stream.record(10)
        try kill(collector, inTheMiddleOfARequestOn: clock)
        XCTAssertTrue(clock.run(for: .seconds(3), inStepsOf: .seconds(1)) { stream.record(5) })
        try collector.start()
        let before = collector.totals.spans
        let wait = clock.time(inStepsOf: .milliseconds(500)) { collector.totals.spans > before }
        XCTAssertLessThanOrEqual(wait, Self.bound)
        files.append(OpenFiles.count)
      }
      XCTAssertTrue(clock.run(for: .seconds(60), inStepsOf: .seconds(1)))
      let ledger = telemetry.shutdown()

      try collector.expect(conserved: ledger)
      XCTAssertEqual(ledger.exported.spans, 20 * 25)
      XCTAssertEqual(Set(collector.spans.map(\.name)), Set((0..<500).map { "span\($0)" }))
      try collector.expect(metrics: "spans sum cumulative {} = 500")
      // One connection to each of its lives; a port may come again.
      XCTAssertLessThanOrEqual(Set(collector.requests.map(\.peer)).count, 21)
      // The least of some rounds, since a connection that is being made or given up is open as well.
      XCTAssertLessThanOrEqual(
        try XCTUnwrap(files[10...].min()), try XCTUnwrap(files[5..<10].min()), "\(files)")
    }
  }

  func test_FS8_outageOfAHundredSeconds_isOverSoonAfterTheCollectorIsBack() throws {
    let clock = ManualClock()
    try withTelemetry(
      {
        $0.exportInterval = .seconds(10)
        $0.logsEnabled = true
      }, clock: clock
    ) { telemetry, collector in
      XCTAssertTrue(clock.waitForSleepers())
      collector.stop()
      XCTAssertTrue(
        clock.run(for: .seconds(100), inStepsOf: .seconds(1)) {
          telemetry.meter.counter("seconds").add(1)
          telemetry.tracer.withSpan("second") { _ in }
          telemetry.logger.emit("second", severity: .info)
        })
      XCTAssertEqual(telemetry.health().ledger.queued.spans, 100)
      try collector.start()
      let wait = clock.time(inStepsOf: .milliseconds(500)) {
        let totals = collector.totals
        return totals.spans == 100 && totals.logRecords == 100 && totals.dataPoints > 0
      }
      XCTAssertLessThanOrEqual(wait, Self.bound)
      let ledger = telemetry.shutdown()

      try collector.expect(conserved: ledger)
      XCTAssertEqual(ledger.exported.spans, 100)
      XCTAssertEqual(ledger.exported.logRecords, 100)
      try collector.expect(metrics: "seconds sum cumulative {} = 100")
    }
  }

  /// Stops `collector` while it has requests that it will not answer, as happens to one that is killed.
  private func kill(_ collector: FakeCollector, inTheMiddleOfARequestOn clock: ManualClock) throws {
    let arrived = collector.requests.count
    collector.answer { _ in .never }
    clock.advance(by: .seconds(5))
    XCTAssertTrue(collector.waitForRequests(arrived + 1))
    collector.stop()
    XCTAssertTrue(clock.settle())
    collector.answer { _ in .ok }
  }
}

/// Spans with numbers, and their total.
private final class Stream {
  private let telemetry: SessionTelemetry
  private let total: Counter<Int64>
  private var next = 0

  init(_ telemetry: SessionTelemetry) {
    self.telemetry = telemetry
    total = telemetry.meter.counter("spans")
  }

  func record(_ count: Int) {
    for index in next..<next + count { telemetry.tracer.withSpan("span\(index)") { _ in } }
    total.add(Int64(count))
    next += count
  }
}

extension ManualClock {
  /// Lets time pass in steps until `condition` holds, a minute at most; how long that took.
  fileprivate func time(inStepsOf step: Duration, until condition: () -> Bool) -> Duration {
    let start = instant
    while !condition(), start.duration(until: instant) < .seconds(60) {
      XCTAssertTrue(run(for: step, inStepsOf: step))
    }
    return start.duration(until: instant)
  }
}
