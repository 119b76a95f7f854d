import OTLPReceiver
import SessionBuddyTelemetry
import Synchronization
import TelemetryTesting
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
    XCTAssertEqual(arrivals.items.dataPoints, 3)
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
    let lines = SpanTree(latestOf: arrivals.latestSpans).lines(width: 78, rows: 6).map { $0.text() }

    XCTAssertEqual(arrivals.items.spans, 4)
    XCTAssertEqual(
      lines,
      [
        "   session                            session-buddy    1.0 s  ━━━━━━━━ -      ",
        "   ├─ plan                            session-buddy   500 ms  ━━━━···· -      ",
        "   │  └─ read                         session-buddy   250 ms  ━━······ -      ",
        "   └─ edit                            session-buddy   500 ms  ····━━━━ error  ",
        "", "",
      ])
  }

  func test_spanTree_showsStepsOfASessionAndWhatLinksToIt() throws {
    let clock = ManualClock()
    let requests = try send(clock: clock) { telemetry in
      let cut = telemetry.startSession(id: "cut short", projectPath: "/p")
      let session = telemetry.startSession(id: "01M7W918A5QKFBF5KZNWJ47TAN", projectPath: "/p")
      let work = telemetry.continueSession(id: "01m7w918a5qkfbf5kznwj47tan", operation: "route_task")
      telemetry.continueSession(id: "another", operation: "plan") { _ in }
      session.withSpan(.search) { _ in clock.advance(by: .seconds(1)) }
      session.withSpan(.tool("read")) { span in
        clock.advance(by: .seconds(1))
        span.setStatus(.error("broken"))
      }
      work.end()
      session.withSpan(.checkpoint) { _ in clock.advance(by: .seconds(2)) }
      session.end()
      clock.advance(by: .seconds(1))
      cut.end(.abandoned)
    }
    var arrivals = Arrivals()
    for request in requests { arrivals.enter(request) }
    let tree = SpanTree(latestOf: arrivals.latestSpans)

    XCTAssertEqual(tree.title, "LAST TRACE, session 01M7W918A5QKFBF5KZNWJ47TAN")
    XCTAssertEqual(
      tree.lines(width: 80).map { $0.text() },
      [
        "   session_buddy.session              session-buddy    4.0 s  ━━━━━━━━━━ ok     ",
        "   ├─ session_buddy.search            session-buddy    1.0 s  ━━━······· -      ",
        "   ├─ session_buddy.tool read         session-buddy    1.0 s  ··━━━····· error  ",
        "   └─ session_buddy.checkpoint        session-buddy    2.0 s  ·····━━━━━ -      ",
        "   mahavishnu.route_task → session    session-buddy    2.0 s  ━━━━━····· ok     ",
      ])
    XCTAssertEqual(tree.lines(width: 120).map(\.width), Array(repeating: 120, count: 5))
    XCTAssertEqual(tree.lines(width: 80, rows: 8).map(\.width), [80, 80, 80, 80, 80, 0, 0, 0])
  }

  func test_summary_isCompleteOnlyWhenBothSidesAgree() {
    let empty = DemoSummary(
      ledger: Ledger(), records: BridgeLedger(), arrivals: Arrivals())
    XCTAssertTrue(empty.isComplete)
    XCTAssertEqual(empty.lines.last?.text(), "everything arrived")

    var records = BridgeLedger()
    records.sessions = 1
    let lost = DemoSummary(ledger: Ledger(), records: records, arrivals: Arrivals())
    XCTAssertFalse(lost.isComplete)
    XCTAssertEqual(lost.lines.last?.text(), "not everything arrived")
    var arrivals = Arrivals()
    arrivals.enter(.metrics([Self.sum("visits", 1)]), at: Timestamp(nanosecondsSinceEpoch: 1))
    let extra = DemoSummary(ledger: Ledger(), records: BridgeLedger(), arrivals: arrivals)
    XCTAssertFalse(extra.isComplete)
  }

  func test_arrivals_ofAbsurdNumbers_canBeShown() {
    let absurd: [Double] = [.nan, .infinity, -1e300, 1e19]
    for name in ["session_buddy.sessions.total", "other"] {
      for number in absurd {
        var arrivals = Arrivals()
        let histogram = MetricData.Points.histogram(
          [Self.point("a"), Self.point("b")], temporality: .cumulative)
        arrivals.enter(
          .metrics([
            Self.sum(name, number), Self.metric("session_buddy.search.dwell_time_seconds", histogram),
          ]),
          at: Timestamp(nanosecondsSinceEpoch: 1))
        let summary = DemoSummary(ledger: Ledger(), records: BridgeLedger(), arrivals: arrivals)
        let status = DemoStatus(
          endpoint: "", elapsed: .zero, length: .seconds(1), state: .healthy, arrivals: arrivals,
          rates: [0, 0, 0])
        let view = DemoView(status: status, size: Terminal.Size(width: 120, height: 40))

        XCTAssertFalse(summary.isComplete)
        XCTAssertFalse(summary.lines.isEmpty)
        XCTAssertEqual(view.lines.map(\.width).max(), 120)
      }
    }
  }

  func test_arrivals_areBounded() {
    var arrivals = Arrivals()
    let metrics = (0..<2 * Arrivals.maximumMetrics).map { Self.sum("m\($0)", 1) }
    let points = (0..<2 * MetricArrivals.maximumSeries).map { Self.number(1, "\($0)") }
    arrivals.enter(.metrics([Self.metric("many", .gauge(points))] + metrics), at: Self.time)

    XCTAssertEqual(arrivals.metrics.count, Arrivals.maximumMetrics)
    XCTAssertEqual(arrivals.metrics["many"]?.series.count, MetricArrivals.maximumSeries)
    XCTAssertEqual(arrivals.items.dataPoints, UInt64(metrics.count + points.count))
    arrivals.enter(.metrics([Self.sum("m0", 7)]), at: Self.time)
    XCTAssertEqual(arrivals.metrics["m0"]?.total, 7)
  }

  func test_spanTree_ofSpansInACircle_showsEachOnce() {
    let trace = TraceID(high: 1, low: 1)
    func span(_ id: UInt64, below parent: UInt64, lasting seconds: Int64) -> SpanData {
      SpanData(
        resource: Resource(), scope: InstrumentationScope(name: ""),
        context: SpanContext(traceID: trace, spanID: SpanID(id)), parentSpanID: SpanID(parent),
        name: "s\(id)",
        start: Timestamp(nanosecondsSinceEpoch: 1), end: Timestamp(secondsSinceEpoch: seconds))
    }
    var arrivals = Arrivals()
    let circle = (0..<100).map { _ in span(2, below: 2, lasting: .max) }
    let spans = [span(1, below: 0, lasting: 0), span(2, below: 1, lasting: .max)] + circle
    arrivals.enter(.traces(spans), at: Self.time)
    let lines = SpanTree(latestOf: arrivals.latestSpans).lines(width: 80, rows: 200)

    XCTAssertEqual(lines.count { $0.width > 0 }, 102)
  }

  private static let time = Timestamp(nanosecondsSinceEpoch: 1)

  private static func metric(_ name: String, _ points: MetricData.Points) -> MetricData {
    MetricData(
      resource: Resource(), scope: InstrumentationScope(name: ""), name: name, unit: "s", points: points)
  }

  private static func number(_ value: Double, _ series: String) -> NumberPoint {
    NumberPoint(attributes: ["series": .string(series)], start: nil, time: time, value: .double(value))
  }

  private static func sum(_ name: String, _ value: Double) -> MetricData {
    metric(name, .sum([number(value, "a")], temporality: .cumulative, isMonotonic: true))
  }

  /// A point whose counts do not fit together into 64 bits, and whose mean is beyond all reason.
  private static func point(_ series: String) -> HistogramPoint {
    HistogramPoint(
      attributes: ["series": .string(series)], start: nil, time: time, count: 1 << 63, sum: 1e300, min: nil,
      max: nil, bounds: [1, 1e300, .infinity], bucketCounts: [.max, 1 << 63, 1, 0])
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
  private func send(
    clock: any TelemetryClock = SystemClock(),
    _ body: (SessionTelemetry) -> Void
  ) throws -> [ReceivedRequest] {
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
    let telemetry = try SessionTelemetry(settings, clock: clock)
    body(telemetry)
    XCTAssertTrue(telemetry.shutdown(within: .seconds(10)).addsUp)
    receiver.stop()
    return memory.requests.withLock { $0 }
  }
}
