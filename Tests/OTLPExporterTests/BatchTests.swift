import GRPCTransport
import OTLPExporter
import OTLPReceiver
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

final class BatchTests: XCTestCase {
  func test_T62_batchSize_sendsWithoutAFlush() throws {
    var options = BatchOptions()
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
    var options = BatchOptions()
    options.scheduleDelay = .milliseconds(20)
    try withRig(spans: options) { rig in
      rig.endSpans(3)

      XCTAssertTrue(rig.collector.wait { $0.spans.count == 3 })
      XCTAssertTrue(rig.flush())
    }
  }

  func test_T37_recordOnlySpans_areNotExported() throws {
    struct RecordOnly: Sampler {
      func decide(_ request: borrowing SamplingRequest) -> SamplingResult { .recordOnly }
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
      onThreads(8) { _ in rig.endSpans(2_000) }

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.exporter.ledger.exported.spans, 16_000)
      XCTAssertEqual(rig.collector.totals.spans, 16_000)
      XCTAssertEqual(Set(rig.collector.spans.map(\.context.spanID)).count, 16_000)
    }
  }

  func test_flushFromManyThreads_sendsEachSpanOnce() throws {
    try withRig { rig in
      onThreads(8) { _ in
        rig.endSpans(10)
        XCTAssertTrue(rig.flush())
      }
      XCTAssertEqual(rig.collector.spans.count, 80)
    }
  }
}
