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
    let clock = ManualClock()
    let collector = try FakeCollector(answering: .status(.unavailable, retryDelay: .seconds(300)))
    defer { collector.stop() }
    let rig = Rig(collector, clock: clock)
    XCTAssertTrue(clock.waitForSleepers())
    rig.endSpans(1)
    rig.exporter.sealOpenChunks()
    XCTAssertTrue(collector.waitForRequests(1))
    XCTAssertTrue(clock.settle())

    XCTAssertTrue(clock.run(for: .milliseconds(299_999), inStepsOf: .seconds(1)))
    XCTAssertEqual(collector.requests.count, 1)
    XCTAssertTrue(clock.run(for: .milliseconds(1), inStepsOf: .milliseconds(1)))
    XCTAssertEqual(collector.requests.count, 2)
    try collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(spans: 1))
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
    var small = BatchOptions()
    small.maximumBatchSize = 1
    try withRig(
      answering: .status(.unavailable), .status(.unavailable),
      options: { $0.maximumConcurrentExports = 1 }, spans: small
    ) { rig in
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

  func test_X35_retryBudget_endsInACountedDrop() throws {
    try withRig(otherwise: .status(.unavailable), options: { $0.retry.budget = .zero }) { rig in
      rig.endSpans(1)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.exporter.ledger.dropped, [.retriesExhausted: ItemCounts(spans: 1)])
    }
  }

  func test_X10_oneAttempt_endsAtItsTimeout() throws {
    try withRig(answering: .never, options: { $0.timeout = .milliseconds(200) }) { rig in
      rig.endSpans(1)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.requests.count, 2)
      XCTAssertEqual(rig.exporter.ledger.exported.spans, 1)
    }
  }

  func test_X08_headers_travelWithEveryRequest() throws {
    let token = try Metadata.Entry("authorization", "Bearer secret")
    try withRig(options: { $0.headers = [token] }) { rig in
      rig.endSpans(1)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.requests[0].metadata.text("authorization"), "Bearer secret")
    }
  }

  func test_X09_gzip_isUnderstoodByTheCollector() throws {
    try withRig(options: { $0.channel.compression = .gzip }) { rig in
      rig.endSpans(100)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.spans.count, 100)
    }
  }
}
