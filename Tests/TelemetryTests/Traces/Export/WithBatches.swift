import Telemetry
import TelemetryTesting
import XCTest

extension XCTestCase {
  /// A tracer before a batch processor that is shut down in the end.
  func withBatches(
    to exporter: ScriptedSpanExporter, on clock: ManualClock,
    _ change: (inout BatchProcessorOptions) -> Void = { _ in },
    diagnostics: Diagnostics = Diagnostics { _ in }, _ body: (Tracer, BatchSpanProcessor) -> Void
  ) {
    var options = BatchProcessorOptions.spans
    change(&options)
    let processor = BatchSpanProcessor(exporter, options: options, clock: clock, diagnostics: diagnostics)
    body(TracerProvider(processors: [processor], clock: clock).tracer(named: "t"), processor)
    _ = processor.shutdown(until: .distantFuture)
    XCTAssertEqual(exporter.overlaps, 0)
    XCTAssertEqual(processor.tally.waiting, 0)
  }
}
