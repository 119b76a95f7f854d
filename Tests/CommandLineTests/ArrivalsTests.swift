import OTLPReceiver
import SessionBuddyTelemetry
import Synchronization
import XCTest
import session_buddy_telemetry

/// What the demo knows about what arrived, measured with real requests.
final class ArrivalsTests: XCTestCase {
  func test_arrivals_keepTheLatestPointOfEachSeries() throws {
    let requests = try send { telemetry in
      let counter = telemetry.meter.counter("visits", unit: "{visit}")
      counter.add(2, ["page": "a"])
      _ = telemetry.flush()
      counter.add(3, ["page": "b"])
      counter.add(1, ["page": "a"])
    }
    var arrivals = Arrivals()
    for request in requests { arrivals.enter(request) }

    let visits = try XCTUnwrap(arrivals.metrics["visits"])
    XCTAssertEqual(visits.total, 6)
    XCTAssertEqual(visits.series, [["page": "a"]: .number(3), ["page": "b"]: .number(3)])
    XCTAssertEqual(visits.kind, .counter)
    XCTAssertEqual(arrivals.dataPoints, 3)
    XCTAssertEqual(arrivals.requests, 2)
  }

  func test_arrivals_timeARecordByTheFirstCollectionThatContainsIt() throws {
    let requests = try send { $0.meter.counter("visits").add(1) }
    let receipt = try XCTUnwrap(requests.first?.receivedAt)
    var arrivals = Arrivals()
    arrivals.noteRecords(3, by: receipt.advanced(by: .seconds(-2)))
    arrivals.noteRecords(1, by: receipt.advanced(by: .seconds(5)))
    for request in requests { arrivals.enter(request) }

    XCTAssertEqual(arrivals.records, 4)
    XCTAssertEqual(try XCTUnwrap(arrivals.recordLatency.value(at: 0)), 2, accuracy: 1e-6)
    XCTAssertEqual(try XCTUnwrap(arrivals.recordLatency.value(at: 1)), 2, accuracy: 1e-6)
    XCTAssertNotNil(arrivals.exportLatency.value(at: 0.5))
  }

  func test_spanTree_showsChildrenBelowTheirParentsInOrder() throws {
    let requests = try send { telemetry in
      let start = Timestamp(secondsSinceEpoch: 1_700_000_000)
      let root = telemetry.tracer.startSpan("session", parent: .root, at: start)
      let late = telemetry.tracer.startSpan(
        "edit", parent: .context(root.context), at: start.advanced(by: .milliseconds(500)))
      let early = telemetry.tracer.startSpan("plan", parent: .context(root.context), at: start)
      let inner = telemetry.tracer.startSpan("read", parent: .context(early.context), at: start)
      inner.end(at: start.advanced(by: .milliseconds(250)))
      early.end(at: start.advanced(by: .milliseconds(500)))
      late.setStatus(.error("broken"))
      late.end(at: start.advanced(by: .seconds(1)))
      root.end(at: start.advanced(by: .seconds(1)))
    }
    var arrivals = Arrivals()
    for request in requests { arrivals.enter(request) }
    let lines = SpanTree(latestOf: arrivals.latestSpans).lines(width: 69, rows: 6).map { $0.text() }

    XCTAssertEqual(arrivals.spans, 4)
    XCTAssertEqual(
      lines,
      [
        "   session                               1.0 s  ━━━━━━━━━━━━ -      ",
        "   ├─ plan                              500 ms  ━━━━━━······ -      ",
        "   │  └─ read                           250 ms  ━━━········· -      ",
        "   └─ edit                              500 ms  ······━━━━━━ error  ",
        "", "",
      ])
  }

  func test_summary_isCompleteOnlyWhenBothSidesAgree() {
    let empty = DemoSummary(
      ledger: Ledger(), records: BridgeLedger(), arrivals: Arrivals(), received: ItemCounts())
    XCTAssertTrue(empty.isComplete)
    XCTAssertEqual(empty.lines.last?.text(), "everything arrived")

    var records = BridgeLedger()
    records.sessions = 1
    let lost = DemoSummary(ledger: Ledger(), records: records, arrivals: Arrivals(), received: ItemCounts())
    XCTAssertFalse(lost.isComplete)
    XCTAssertEqual(lost.lines.last?.text(), "not everything arrived")
    let extra = DemoSummary(
      ledger: Ledger(), records: BridgeLedger(), arrivals: Arrivals(), received: ItemCounts(spans: 1))
    XCTAssertFalse(extra.isComplete)
  }

  func test_percentiles_countTheShareThatIsNotExceeded() {
    var percentiles = Percentiles()
    XCTAssertNil(percentiles.value(at: 0.5))
    for value in (1...100).reversed() { percentiles.add(Double(value)) }
    XCTAssertEqual([0, 0.5, 0.95, 1].map { percentiles.value(at: $0) }, [1, 50, 95, 100])
    percentiles.add(7, times: 1_000_000)
    XCTAssertEqual([0.0, 1].map { percentiles.value(at: $0) }, [7, 7])
  }

  func test_rates_lookAtTheLastSeconds() {
    var rates = Rates()
    let second = UInt64(1_000_000_000)
    XCTAssertEqual(rates.note([5], at: Instant(nanoseconds: 0)), [0])
    XCTAssertEqual(rates.note([15], at: Instant(nanoseconds: second)), [10])
    XCTAssertEqual(rates.note([15], at: Instant(nanoseconds: 4 * second)), [0])
  }

  /// What a collector receives of what `body` records.
  private func send(_ body: (SessionTelemetry) -> Void) throws -> [ReceivedRequest] {
    final class Memory: Sendable {
      let requests = Mutex<[ReceivedRequest]>([])
    }
    let memory = Memory()
    let receiver = try Receiver { request in
      memory.requests.withLock { $0.append(request) }
      return .ok
    }
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(receiver.endpoint)
    let telemetry = try SessionTelemetry(settings)
    body(telemetry)
    XCTAssertTrue(telemetry.shutdown(within: .seconds(10)).addsUp)
    receiver.stop()
    return memory.requests.withLock { $0 }
  }
}
