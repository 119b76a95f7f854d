import GRPCTransport
import OTLPExporter
import OTLPReceiver
import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// How many requests are under way at once, and what becomes of the others when one of them fails.
final class ConcurrentExportTests: XCTestCase {
  func test_X22_requestsOfASignal_areUnderWayTogetherUpToTheLimit() throws {
    for limit in [1, 3, 4] {
      try withRig(otherwise: .never, options: { $0.maximumConcurrentExports = limit }, spans: .single) {
        rig in
        rig.endSpans(10)
        XCTAssertTrue(rig.collector.waitForRequests(limit))
        let ledger = rig.shutdown(within: .milliseconds(200))

        // No answer, so no further request.
        XCTAssertEqual(rig.collector.requests.count, limit)
        XCTAssertEqual(ledger.dropped, [.shutdown: ItemCounts(spans: 10)])
      }
    }
  }

  func test_X22_signals_waitForEachOtherInNothing() throws {
    try withRig(otherwise: .never, spans: .single, logs: .single) { rig in
      rig.endSpans(9)
      rig.emitRecords(9)
      rig.meterProvider.meter(named: "m").counter("c").add(1)
      XCTAssertFalse(rig.flush(within: .seconds(1)))

      let signals = rig.collector.requests.map(\.signal)
      let counts = Dictionary(grouping: signals, by: \.self).mapValues(\.count)
      // One of metrics, as its points must stay in order.
      XCTAssertEqual(counts[.metrics], 1)
      XCTAssertGreaterThanOrEqual(counts[.traces] ?? 0, 4)
      XCTAssertGreaterThanOrEqual(counts[.logs] ?? 0, 4)
      XCTAssertEqual(rig.shutdown(within: .milliseconds(100)).queued, ItemCounts())
    }
  }

  func test_X22_manyRequests_arriveOnceEach() throws {
    try withRig(spans: .single) { rig in
      rig.endSpans(500)

      XCTAssertTrue(rig.flush())
      let names = rig.collector.spans.map(\.name)
      XCTAssertEqual(Set(names), Set((0..<500).map { "span\($0)" }))
      try rig.collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(spans: 500))
    }
  }

  func test_X22_requestThatIsNotAnswered_holdsUpNoOther() throws {
    try withRig(answering: .never, spans: .single) { rig in
      rig.endSpans(50)
      XCTAssertFalse(rig.flush(within: .seconds(2)))

      XCTAssertEqual(rig.exporter.ledger.exported.spans, 49)
      XCTAssertEqual(rig.exporter.ledger.queued.spans, 1)
    }
  }

  /// A call that gets no answer is left alone meanwhile.
  func test_X37_callThatIsNotAnswered_holdsUpNeitherCollectionsNorFlushes() throws {
    try withRig(spans: .single) { rig in
      rig.collector.answer { $0.signal == .traces ? .never : .ok }
      rig.endSpans(1)
      XCTAssertTrue(rig.collector.waitForRequests(1))
      for round in 1...3 {
        rig.meterProvider.meter(named: "m").counter("c").add(1)
        XCTAssertFalse(rig.flush(within: .milliseconds(300)))
        XCTAssertEqual(rig.exporter.ledger.exported.dataPoints, UInt64(round))
      }

      // The flushes have neither repeated the call nor given it up.
      XCTAssertEqual(rig.collector.requests.filter { $0.signal == .traces }.count, 1)
      XCTAssertEqual(rig.exporter.ledger.queued, ItemCounts(spans: 1))
    }
  }

  /// They fail together, which is one failure, and then one request at a time finds out whether it is over.
  func test_FS24_afterAFailure_oneRequestAloneIsTried() throws {
    let clock = ManualClock()
    let collector = try FakeCollector(otherwise: .status(.unavailable))
    defer { collector.stop() }
    let rig = Rig(collector, options: { $0.retry = RetryPolicy() }, spans: .single, clock: clock)
    rig.endSpansAtOnce(8)
    XCTAssertTrue(collector.waitForRequests(4))
    XCTAssertTrue(clock.waitForSleepers())
    XCTAssertEqual(collector.requests.count, 4)

    // A pause is 10 s at most.
    for round in 1...5 {
      clock.advance(by: .seconds(30))
      XCTAssertTrue(clock.settle())
      XCTAssertEqual(collector.requests.count, 4 + round)
    }
    collector.answer { _ in .ok }
    clock.advance(by: .seconds(30))
    XCTAssertTrue(clock.settle())

    XCTAssertEqual(Set(collector.spans.map(\.name)), Set((0..<8).map { "span\($0)" }))
    try collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(spans: 8))
    XCTAssertEqual(rig.said.count, 2, "\(rig.said)")
  }

  func test_X33_pauseTheCollectorAskedFor_isKeptThoughOthersSucceed() throws {
    let clock = ManualClock()
    let collector = try FakeCollector(
      answering: .status(.unavailable, retryDelay: .seconds(300)),
      otherwise: .delayed(by: .milliseconds(50), .ok))
    defer { collector.stop() }
    let rig = Rig(collector, spans: .single, clock: clock)
    rig.endSpansAtOnce(8)
    XCTAssertTrue(collector.waitForRequests(4))
    XCTAssertTrue(clock.waitForSleepers())
    // Those that were under way are settled; nothing more is sent.
    XCTAssertEqual(collector.requests.count, 4)
    XCTAssertEqual(rig.exporter.ledger.exported.spans, 3)
    // Nor is it over because of what was sent before it began.
    XCTAssertTrue(rig.exporter.condition.isFailing)
    XCTAssertEqual(rig.said.count, 1, "\(rig.said)")

    clock.advance(by: .seconds(299))
    XCTAssertTrue(clock.settle())
    XCTAssertEqual(collector.requests.count, 4)
    clock.advance(by: .seconds(1))
    XCTAssertTrue(clock.settle())
    XCTAssertEqual(collector.requests.count, 9)
    XCTAssertFalse(rig.exporter.condition.isFailing)
    XCTAssertEqual(rig.said.count, 2, "\(rig.said)")
    try collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(spans: 8))
  }

  func test_X31_refusedRequest_costsNoneOfThoseBesideIt() throws {
    try withRig(spans: .single) { rig in
      rig.collector.answer { $0.firstSpan == "span3" ? .status(.invalidArgument) : .ok }
      rig.endSpans(20)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(
        rig.exporter.ledger.dropped, [DropReason(rawValue: "invalid_argument"): ItemCounts(spans: 1)])
      try rig.collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(spans: 20))
    }
  }

  func test_T62_requestsUnderWay_areNotGivenUpForMetrics() throws {
    let collector = try FakeCollector(otherwise: .delayed(by: .milliseconds(300), .ok))
    defer { collector.stop() }
    let rig = Rig(collector, options: { $0.maximumQueueBytes = 18_000 }, spans: .single)
    let payload = AttributeValue.string(String(repeating: "p", count: 1_500))
    _ = rig.worker.perform(until: .distantFuture) {
      let tracer = rig.tracerProvider.tracer(named: "rig")
      for index in 0..<7 { tracer.startSpan("span\(index)", attributes: ["payload": payload]).end() }
    }
    XCTAssertTrue(collector.waitForRequests(4))
    let counter = rig.meterProvider.meter(named: "m").counter("c")
    for index in 0..<120 { counter.add(1, ["i": .int(Int64(index))]) }
    XCTAssertTrue(rig.flush())

    // Three waited, and had to make room for the points.
    try collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(dataPoints: 120, spans: 7))
    XCTAssertEqual(Set(collector.spans.map(\.name)).isSuperset(of: (0..<4).map { "span\($0)" }), true)
    XCTAssertGreaterThan(rig.exporter.ledger.dropped[.queueFull]?.spans ?? 0, 0)
    XCTAssertEqual(rig.exporter.ledger.exported.dataPoints, 120)
  }

  /// A handler of diagnostics runs on the thread that sends, in the middle of it.
  func test_M20_flushByWhoeverHearsOfAFailure_losesNoCall() throws {
    let collector = try FakeCollector(answering: .status(.unavailable))
    defer { collector.stop() }
    let flush = Mutex<@Sendable () -> Void>({})
    let rig = Rig(collector, spans: .single, told: { flush.withLock { $0 }() })
    flush.withLock { flush in
      flush = { [weak rig] in _ = rig?.exporter.flush(until: .distantFuture) }
    }
    rig.endSpansAtOnce(12)

    XCTAssertTrue(rig.flush())
    XCTAssertEqual(Set(collector.spans.map(\.name)), Set((0..<12).map { "span\($0)" }))
    try collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(spans: 12))
  }
}

extension Rig {
  /// Ends spans while the worker cannot send any of them.
  fileprivate func endSpansAtOnce(_ count: Int) {
    _ = worker.perform(until: .distantFuture) { self.endSpans(count) }
  }
}

extension BatchOptions {
  /// Every item is a request of its own.
  fileprivate static var single: BatchOptions {
    var options = BatchOptions()
    options.maximumBatchSize = 1
    return options
  }
}

extension ReceivedRequest {
  fileprivate var firstSpan: String? {
    guard case .traces(let spans) = content else { return nil }
    return spans.first?.name
  }
}
