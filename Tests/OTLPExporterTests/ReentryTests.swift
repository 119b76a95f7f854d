import OTLPExporter
import Synchronization
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// A processor of the program may make spans itself, while another span starts or ends, on either side of the exporter.
final class ReentryTests: XCTestCase {
  func test_T56_T58_spansMadeByAProcessor_areExportedAsWell() throws {
    try withRig { rig in
      for isFirst in [true, false] {
        let maker = SpanMaker()
        let provider = TracerProvider(
          processors: isFirst ? [maker, rig.exporter.spans] : [rig.exporter.spans, maker])
        maker.tracer.withLock { $0 = provider.tracer(named: "inner") }
        let outer = provider.tracer(named: "outer")
        onThreads(8) { _ in
          for _ in 0..<100 { outer.startSpan("outer", parent: .root).end() }
        }
        maker.tracer.withLock { $0 = nil }
      }

      XCTAssertTrue(rig.flush())
      let names = rig.collector.spans.map(\.name)
      XCTAssertEqual(names.count { $0 == "outer" }, 1_600)
      XCTAssertEqual(names.count { $0 == "at start" }, 1_600)
      XCTAssertEqual(names.count { $0 == "at end" }, 1_600)
      XCTAssertEqual(rig.exporter.ledger.exported, ItemCounts(spans: 4_800))
    }
  }
}

/// Makes a span for each start and each end, but for those of its own.
private final class SpanMaker: SpanProcessor {
  @TaskLocal private static var isMaking = false
  let tracer = Mutex<Tracer?>(nil)

  private func make(_ name: String) {
    guard !Self.isMaking else { return }
    Self.$isMaking.withValue(true) { tracer.withLock { $0 }?.startSpan(name).end() }
  }

  func onStart(_ span: Telemetry.Span, in context: Context) { make("at start") }
  func onEnd(_ span: FinishedSpan) { make("at end") }
  func flush(until deadline: Instant) -> Bool { true }
  func shutdown(until deadline: Instant) -> Bool { true }
}
