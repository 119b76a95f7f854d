/// Exports each sampled span as it ends, on the thread that ends it, one at a time (T-61): for tests and for short
/// programs.
///
/// While one thread exports, what others end waits for that thread to export it too: nobody waits for an exporter but
/// its own caller, and an exporter that makes spans itself comes to no harm.
public final class SimpleSpanProcessor: SpanProcessor {
  private let exports: ImmediateExport<SpanData>

  /// A processor in front of `exporter`; more than `maximumWaiting` spans do not wait for it, they are dropped. The clock
  /// is that of the provider.
  public init(
    _ exporter: any SpanExporter,
    maximumWaiting: Int = 2_048,
    exportTimeout: Duration = .seconds(30),
    clock: any TelemetryClock = SystemClock()
  ) {
    exports = ImmediateExport(
      to: ExportTarget(exporter), maximumWaiting: maximumWaiting, timeout: exportTimeout, clock: clock)
  }

  /// What became of the spans so far.
  public var tally: ExportTally { exports.tally }

  /// False: spans are of no interest before they end.
  public var hearsStarts: Bool { false }

  /// Exports `span` if it is sampled, or leaves it to the thread that is exporting.
  public func onEnd(_ span: FinishedSpan) {
    guard span.context.isSampled else { return }
    exports.add(span.data)
  }

  /// Waits for the exports that are under way.
  public func flush(until deadline: Instant) -> Bool { exports.flush(until: deadline) }

  /// Refuses later spans, waits for the exports that are under way and shuts the exporter down.
  public func shutdown(until deadline: Instant) -> Bool { exports.shutdown(until: deadline) }
}
