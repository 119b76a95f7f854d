import OTLPExporter
import Spool
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// What the SDK says about requests that waited on disk.
final class SpoolMetricsTests: XCTestCase {
  private let exported = "otel.sdk.exporter.span.exported"
  private let inflight = "otel.sdk.exporter.span.inflight"
  private let spans = "otlp_grpc_span_exporter/0"

  func test_O09_FS26_whatAnotherRunStored_failedOfItsCause() throws {
    let refused = FakeCollector.Answer.status(.invalidArgument)
    let cases: [(cause: String, answer: FakeCollector.Answer, damage: String?, age: Duration)] = [
      ("INVALID_ARGUMENT", refused, nil, .seconds(3_600)),
      ("rejected", .partialSuccess(rejected: 2, message: "no"), nil, .seconds(3_600)),
      ("spool_damaged", .ok, "UPDATE request SET checksum = 1", .seconds(3_600)),
      ("spool_expired", .ok, nil, .nanoseconds(1)),
    ]
    for (cause, answer, damage, age) in cases {
      try withStoredSpans(2) { collector, directory in
        if let damage { try SpoolFile(directory).change(damage) }
        collector.answer { _ in answer }
        try collector.start()
        let rig = Rig(
          collector,
          options: {
            $0.spoolDirectory = directory
            $0.spool.maximumAge = age
          }, observed: true)
        eventually { rig.exporter.ledger.droppedTotal.spans + rig.exporter.ledger.rejected.spans == 2 }

        XCTAssertEqual(rig.selfMetric(exported), failures(2, of: cause, beside: 0))
        XCTAssertTrue(rig.exporter.ledger.addsUp)
        _ = rig.shutdown()
      }
    }
  }

  func test_O09_FS26_whatThisRunStored_failedOfItsCause() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      let rig = impatientRig(collector, directory)
      rig.endSpans(3)
      rig.exporter.sealOpenChunks()
      eventually { rig.exporter.ledger.spooled.spans == 3 }
      collector.answer { _ in .status(.invalidArgument) }
      try collector.start()
      eventually { rig.exporter.ledger.droppedTotal.spans == 3 }

      XCTAssertEqual(rig.selfMetric(exported), failures(3, of: "INVALID_ARGUMENT", beside: 0))
      let ledger = rig.shutdown()
      XCTAssertEqual(ledger.accepted.spans, 3)
      XCTAssertTrue(ledger.addsUp)
    }
  }

  func test_O09_FS26_oldestOnDisk_failedOfEviction() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      let rig = impatientRig(collector, directory) { $0.spool.maximumBytes = 2_000 }
      for round in 1...10 {
        rig.endSpans(1)
        rig.exporter.sealOpenChunks()
        eventually {
          let ledger = rig.exporter.ledger
          return ledger.spooled.spans + ledger.droppedTotal.spans == UInt64(round)
        }
      }
      let ledger = rig.shutdown(within: .zero)
      let evicted = try XCTUnwrap(ledger.dropped[.spoolEvicted]?.spans)

      XCTAssertEqual(ledger.dropped, [.spoolEvicted: ItemCounts(spans: evicted)])
      XCTAssertEqual(rig.selfMetric(exported), failures(evicted, of: "spool_evicted", beside: 0))
    }
  }

  func test_O08_FS26_whatWentToTheDisk_isNotInflight_andNoOperationHasEnded() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      let rig = impatientRig(collector, directory)
      rig.endSpans(3)
      rig.exporter.sealOpenChunks()
      eventually { rig.exporter.ledger.spooled.spans == 3 }
      let ledger = rig.shutdown(within: .zero)

      XCTAssertEqual(ledger.spooled.spans, 3)
      XCTAssertEqual(
        rig.selfMetric(inflight), ["sum cumulative non-monotonic {span} \(component(spans)) = 0"])
      XCTAssertEqual(rig.selfMetric(exported), ["sum cumulative {span} \(component(spans)) = 0"])
      XCTAssertEqual(rig.selfHistogram("otel.sdk.exporter.operation.duration"), [])
    }
  }

  func test_O11_FS26_requestThatGoesBackToTheDisk_isNoOperation() throws {
    try withStoredSpans(2) { collector, directory in
      let rig = impatientRig(collector, directory)
      eventually { rig.exporter.condition.isFailing }
      let ledger = rig.shutdown(within: .zero)

      XCTAssertEqual(ledger, Ledger())
      XCTAssertEqual(rig.selfHistogram("otel.sdk.exporter.operation.duration"), [])
    }
  }

  /// A rig that gives a request back to the disk after its first attempt.
  private func impatientRig(
    _ collector: FakeCollector, _ directory: String, _ change: (inout OTLPExporterOptions) -> Void = { _ in }
  ) -> Rig {
    Rig(
      collector,
      options: {
        $0.spoolDirectory = directory
        $0.retry.budget = .zero
        change(&$0)
      }, observed: true)
  }

  /// Runs `body` with a collector that does not run yet and a spool that holds a request with `count` spans.
  private func withStoredSpans(_ count: Int, _ body: (FakeCollector, String) throws -> Void) throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      _ = spooling(collector, directory) { rig in
        rig.endSpans(count)
        return rig.shutdown(within: .zero)
      }
      try body(collector, directory)
    }
  }

  private func failures(_ count: UInt64, of cause: String, beside exported: Int) -> [String] {
    [
      "sum cumulative {span} \(component(spans, error: cause)) = \(count)",
      "sum cumulative {span} \(component(spans)) = \(exported)",
    ]
  }
}
