import GRPCTransport
import OTLPExporter
import OTLPReceiver
import Telemetry
import TelemetryTesting
import XCTest

final class DeliveryTests: XCTestCase {
  func test_metricsAndSpans_arriveAndAreBooked() throws {
    try withRig { rig in
      rig.meterProvider.meter(named: "m").counter("c").add(3, ["k": "v"])
      rig.endSpans(2)

      XCTAssertTrue(rig.flush())
      try rig.collector.expect(metrics: "c sum cumulative {k=v} = 3")
      XCTAssertEqual(rig.collector.spans.map(\.name), ["span0", "span1"])
      XCTAssertEqual(rig.exporter.ledger.exported, ItemCounts(dataPoints: 1, spans: 2))
      XCTAssertEqual(rig.exporter.condition.isFailing, false)
      XCTAssertNotNil(rig.exporter.condition.lastSuccess)
      XCTAssertEqual(rig.said, [])
    }
  }

  func test_X29_unavailableCollector_isSentTheSameBytesAgain() throws {
    try withRig(answering: .status(.unavailable, message: "restarting"), .reset) { rig in
      rig.endSpans(1)

      XCTAssertTrue(rig.flush())
      let messages = rig.collector.requests.map(\.message)
      XCTAssertEqual(messages.count, 3)
      XCTAssertEqual(Set(messages).count, 1)
      XCTAssertEqual(rig.exporter.ledger.exported.spans, 1)
      XCTAssertEqual(rig.said.count, 2, "\(rig.said)")
      XCTAssertTrue(rig.said[0].contains("restarting"), rig.said[0])
      XCTAssertTrue(rig.said[1].contains("takes telemetry again"), rig.said[1])
    }
  }

  /// what the specification lets a client repeat is repeated, everything else is dropped at once.
  func test_FS24_everyStatus_isRetriedExactlyWhenTheSpecificationSays() throws {
    let retried: Set<Status> = [
      .cancelled, .deadlineExceeded, .aborted, .outOfRange, .unavailable, .dataLoss,
    ]
    for status in Status.allCases where status != .ok {
      for delay in [nil, Duration.milliseconds(1)] {
        let isRetried = retried.contains(status) || (status == .resourceExhausted && delay != nil)
        try withRig(answering: .status(status, message: "no", retryDelay: delay)) { rig in
          rig.endSpans(1)

          XCTAssertTrue(rig.flush(), "\(status)")
          XCTAssertEqual(
            rig.collector.requests.count, isRetried ? 2 : 1, "\(status) \(String(describing: delay))")
          let ledger = rig.exporter.ledger
          XCTAssertEqual(ledger.exported.spans, isRetried ? 1 : 0, "\(status)")
          XCTAssertEqual(
            ledger.dropped, isRetried ? [:] : [status.dropReason: ItemCounts(spans: 1)], "\(status)")
        }
      }
    }
  }

  func test_X33_retryInfo_delaysTheNextAttempt() throws {
    try withRig(answering: .status(.unavailable, retryDelay: .milliseconds(300))) { rig in
      rig.endSpans(1)

      XCTAssertTrue(rig.flush())
      let times = rig.collector.requests.map(\.receivedAt)
      XCTAssertEqual(times.count, 2)
      XCTAssertGreaterThanOrEqual(times[1].duration(since: times[0]), .milliseconds(290))
    }
  }

  func test_X27_partialSuccess_isBookedToldAndNotRepeated() throws {
    try withRig(answering: .partialSuccess(rejected: 2, message: "too old")) { rig in
      rig.endSpans(5)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.requests.count, 1)
      XCTAssertEqual(rig.exporter.ledger.exported.spans, 3)
      XCTAssertEqual(rig.exporter.ledger.rejected.spans, 2)
      XCTAssertEqual(rig.said.count, 1)
      XCTAssertTrue(rig.said[0].contains("rejected 2 of 5 items of traces: too old"), rig.said[0])
    }
  }

  func test_laterRequests_waitBehindTheOneThatFails() throws {
    var small = OTLPSpanProcessor.Options()
    small.maximumBatchSize = 1
    try withRig(answering: .status(.unavailable), .status(.unavailable), spans: small) { rig in
      rig.endSpans(3)

      XCTAssertTrue(rig.flush())
      let accepted = rig.collector.exchanges.filter(\.answer.isAcceptance)
      XCTAssertEqual(
        accepted.map { exchange -> [String] in
          guard case .traces(let spans) = exchange.request.content else { return [] }
          return spans.map(\.name)
        },
        [["span0"], ["span1"], ["span2"]]
      )
    }
  }

  func test_retryBudget_endsInACountedDrop() throws {
    try withRig(otherwise: .status(.unavailable), options: { $0.retry.budget = .zero }) { rig in
      rig.endSpans(1)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.exporter.ledger.dropped, [.retriesExhausted: ItemCounts(spans: 1)])
    }
  }

  func test_oneAttempt_endsAtItsTimeout() throws {
    try withRig(answering: .never, options: { $0.timeout = .milliseconds(200) }) { rig in
      rig.endSpans(1)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.requests.count, 2)
      XCTAssertEqual(rig.exporter.ledger.exported.spans, 1)
    }
  }

  func test_FS6_collectorThatStartsLate_getsEverything() throws {
    let collector = try FakeCollector(running: false)
    defer { collector.stop() }
    let rig = Rig(collector)
    rig.meterProvider.meter(named: "m").counter("c").add(1)
    rig.endSpans(3)

    XCTAssertFalse(rig.flush(within: .milliseconds(300)))
    XCTAssertEqual(rig.exporter.ledger.queued, ItemCounts(dataPoints: 1, spans: 3))
    XCTAssertTrue(rig.exporter.condition.lastProblem?.contains("connection refused") == true)
    try collector.start()
    XCTAssertTrue(rig.flush())

    // The second flush collected the cumulative point again.
    XCTAssertEqual(rig.exporter.ledger.exported, ItemCounts(dataPoints: 2, spans: 3))
    XCTAssertEqual(collector.totals, ItemCounts(dataPoints: 2, spans: 3))
    XCTAssertEqual(rig.said.count, 2, "\(rig.said)")
  }

  func test_FS1_shutdownWithoutCollector_dropsTheRestByItsDeadline() throws {
    let collector = try FakeCollector(running: false)
    let rig = Rig(collector)
    rig.endSpans(5_000)
    let ledger = rig.shutdown(within: .milliseconds(300))

    XCTAssertTrue(ledger.addsUp)
    XCTAssertEqual(ledger.dropped, [.shutdown: ItemCounts(spans: 5_000)])
    XCTAssertEqual(ledger.queued, ItemCounts())
  }

  func test_FS2_shutdownWithASilentCollector_endsAtItsDeadline() throws {
    try withRig(otherwise: .never) { rig in
      rig.endSpans(10)
      let start = rig.clock.instant
      let ledger = rig.shutdown(within: .milliseconds(500))

      XCTAssertLessThan(start.duration(until: rig.clock.instant), .seconds(5))
      XCTAssertEqual(ledger.dropped, [.shutdown: ItemCounts(spans: 10)])
    }
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

  func test_T62_spansBeyondTheBudget_areDroppedAndCounted() throws {
    let collector = try FakeCollector(running: false)
    let rig = Rig(collector, options: { $0.maximumQueueBytes = 20_000 })
    rig.endSpans(2_000)
    let ledger = rig.exporter.ledger

    XCTAssertTrue(ledger.addsUp)
    let dropped = try XCTUnwrap(ledger.dropped[.queueFull])
    XCTAssertEqual(ledger.queued.spans + dropped.spans, 2_000)
    XCTAssertGreaterThan(ledger.queued.spans, 100)
    XCTAssertLessThanOrEqual(rig.exporter.queuedBytes, 20_000)
    XCTAssertEqual(rig.said.filter { $0.contains("queue_full") }.count, 1)
  }

  func test_metricsBeyondTheBudget_pushOutTheOldest() throws {
    let collector = try FakeCollector(running: false)
    let rig = Rig(collector, options: { $0.maximumQueueBytes = 350 })
    let counter = rig.meterProvider.meter(named: "m").counter("c")
    for _ in 0..<4 {
      counter.add(1)
      _ = rig.flush(within: .milliseconds(20))
    }
    try collector.start()
    XCTAssertTrue(rig.flush())

    let values = collector.metrics.map { metric -> [NumberValue] in
      guard case .sum(let points, _, _) = metric.points else { return [] }
      return points.map(\.value)
    }
    XCTAssertEqual(values.last, [.int(4)])
    XCTAssertTrue(rig.exporter.ledger.addsUp)
    XCTAssertNotNil(rig.exporter.ledger.dropped[.queueFull])
  }

  func test_T62_batchSize_sendsWithoutAFlush() throws {
    var options = OTLPSpanProcessor.Options()
    options.maximumBatchSize = 10
    options.scheduleDelay = .seconds(3_600)
    try withRig(spans: options) { rig in
      rig.endSpans(25)

      XCTAssertTrue(rig.collector.waitForRequests(2))
      XCTAssertTrue(rig.collector.wait { $0.spans.count == 20 })
      XCTAssertEqual(rig.exporter.spans.openSpanCount, 5)
      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.spans.count, 25)
    }
  }

  func test_T63_scheduleDelay_sendsWithoutAFlush() throws {
    var options = OTLPSpanProcessor.Options()
    options.scheduleDelay = .milliseconds(20)
    try withRig(spans: options) { rig in
      rig.endSpans(3)

      XCTAssertTrue(rig.collector.wait { $0.spans.count == 3 })
      XCTAssertTrue(rig.flush())
    }
  }

  func test_T37_recordOnlySpans_areNotExported() throws {
    struct RecordOnly: Sampler {
      func decide(_ request: borrowing SamplingRequest) -> SamplingDecision { .recordOnly }
      var description: String { "RecordOnly" }
    }
    try withRig { rig in
      var options = TracerProvider.Options()
      options.sampler = RecordOnly()
      let provider = TracerProvider(
        resource: Resource(),
        processors: [rig.exporter.spans],
        options: options
      )
      provider.tracer(named: "t").startSpan("s").end()

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.requests.count, 0)
    }
  }

  func test_eightThreads_loseNoSpan() throws {
    try withRig { rig in
      DispatchQueue.concurrentPerform(iterations: 8) { _ in rig.endSpans(2_000) }

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.exporter.ledger.exported.spans, 16_000)
      XCTAssertEqual(rig.collector.totals.spans, 16_000)
      XCTAssertEqual(Set(rig.collector.spans.map(\.context.spanID)).count, 16_000)
    }
  }

  func test_flushFromManyThreads_sendsEachSpanOnce() throws {
    try withRig { rig in
      DispatchQueue.concurrentPerform(iterations: 8) { _ in
        rig.endSpans(10)
        XCTAssertTrue(rig.flush())
      }
      XCTAssertEqual(rig.collector.spans.count, 80)
    }
  }

  func test_headers_travelWithEveryRequest() throws {
    let token = try Metadata.Entry("authorization", "Bearer secret")
    try withRig(options: { $0.headers = [token] }) { rig in
      rig.endSpans(1)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.requests[0].metadata.text("authorization"), "Bearer secret")
    }
  }

  func test_gzip_isUnderstoodByTheCollector() throws {
    try withRig(options: { $0.channel.compression = .gzip }) { rig in
      rig.endSpans(100)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.spans.count, 100)
    }
  }
}

final class RetryPolicyTests: XCTestCase {
  func test_X32_pauses_doubleUpToTheCapWithJitter() {
    let policy = RetryPolicy()
    var generator = SystemRandomNumberGenerator()
    for (failures, longest) in [(1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (60, 30)] {
      for _ in 0..<50 {
        let pause = policy.pause(afterFailures: failures, askedFor: nil, isFlush: false, using: &generator)
        XCTAssertGreaterThanOrEqual(pause, .seconds(longest) / 2)
        XCTAssertLessThanOrEqual(pause, .seconds(longest))
      }
    }
  }

  func test_X33_pause_isNeverShorterThanAskedFor() {
    var generator = SystemRandomNumberGenerator()
    let pause = RetryPolicy().pause(
      afterFailures: 1,
      askedFor: .seconds(90),
      isFlush: true,
      using: &generator
    )
    XCTAssertEqual(pause, .seconds(90))
  }

  func test_pauseDuringAFlush_isShort() {
    var generator = SystemRandomNumberGenerator()
    let pause = RetryPolicy().pause(afterFailures: 9, askedFor: nil, isFlush: true, using: &generator)
    XCTAssertLessThanOrEqual(pause, RetryPolicy().maximumPauseInFlush)
  }
}
