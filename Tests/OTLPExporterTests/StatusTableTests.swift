import GRPCTransport
import OTLPExporter
import OTLPReceiver
import Telemetry
import TelemetryTesting
import XCTest

/// What becomes of requests that a collector never takes, or takes in part.
final class StatusTableTests: XCTestCase {
  func test_FS24_everyStatus_withoutTimeForAnotherAttempt_endsInOneDropOfEachRequest_inOrder() throws {
    let retried: Set<Status> = [
      .cancelled, .deadlineExceeded, .aborted, .outOfRange, .unavailable, .dataLoss,
    ]
    var single = BatchOptions()
    single.maximumBatchSize = 1
    for status in Status.allCases where status != .ok {
      for delay in [nil, Duration.milliseconds(1)] {
        let isRetried = retried.contains(status) || (status == .resourceExhausted && delay != nil)
        let row = "\(status), \(delay.map { "\($0)" } ?? "no") RetryInfo"
        // No time for another attempt: what may be repeated is given up after the first one, under its own name.
        try withRig(
          otherwise: .status(status, message: "no", retryDelay: delay),
          options: {
            $0.retry.budget = .zero
            $0.maximumConcurrentExports = 1
          },
          spans: single
        ) { rig in
          rig.endSpans(3)

          XCTAssertTrue(rig.flush(), row)
          XCTAssertEqual(names(of: rig.collector.requests), [["span0"], ["span1"], ["span2"]], row)
          let reason = isRetried ? DropReason.retriesExhausted : status.dropReason
          XCTAssertEqual(rig.exporter.ledger.dropped, [reason: ItemCounts(spans: 3)], row)
          try rig.collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(spans: 3))
        }
      }
    }
  }

  func test_FS24_partialSuccess_isNeverRepeated_withOrWithoutAMessage() throws {
    let rows: [(Int64, String)] = [(0, ""), (0, "slow down"), (2, ""), (2, "too old"), (3, "all")]
    for (rejected, message) in rows {
      let row = "\(rejected) rejected: '\(message)'"
      try withRig(answering: .partialSuccess(rejected: rejected, message: message)) { rig in
        rig.endSpans(3)

        XCTAssertTrue(rig.flush(), row)
        XCTAssertEqual(rig.collector.requests.count, 1, row)
        XCTAssertEqual(rig.exporter.ledger.rejected.spans, UInt64(rejected), row)
        XCTAssertEqual(rig.exporter.ledger.exported.spans, UInt64(3 - rejected), row)
        XCTAssertEqual(rig.said.count, rejected == 0 && message.isEmpty ? 0 : 1, "\(row): \(rig.said)")
        try rig.collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(spans: 3))
      }
    }
  }

  private func names(of requests: [ReceivedRequest]) -> [[String]] {
    requests.map { request in
      guard case .traces(let spans) = request.content else { return [] }
      return spans.map(\.name)
    }
  }
}
