/// Exports sampled spans in batches, on a thread of its own (T-62, T-63): for exporters of your own.
///
/// A batch is exported when it is full, when the oldest span has waited long enough, or at a flush; exports never
/// overlap. The queue is bounded in spans and in bytes: what does not fit is dropped, counted, and reported once. The
/// thread goes on until ``shutdown(until:)``, even when the program has let go of the processor.
///
/// ```swift
/// var options = BatchProcessorOptions.spans
/// options.maximumBatchSize = 100
/// let provider = TracerProvider(processors: [BatchSpanProcessor(exporter, options: options)])
/// ```
public final class BatchSpanProcessor: SpanProcessor {
  private let exports: BatchExport<SpanData>

  /// A processor in front of `exporter`. The clock is that of the provider.
  public convenience init(
    _ exporter: any SpanExporter,
    options: BatchProcessorOptions = .spans,
    clock: any TelemetryClock = SystemClock(),
    diagnostics: Diagnostics = Diagnostics()
  ) {
    let worker = Worker(named: "otel-spans", clock: clock, diagnostics: diagnostics)
    self.init(exporter, options: options, worker: worker, ownsWorker: true, diagnostics: diagnostics)
  }

  /// The same on `worker`, which stops with the processor if it `ownsWorker`.
  package init(
    _ exporter: any SpanExporter,
    options: BatchProcessorOptions,
    worker: Worker,
    ownsWorker: Bool = false,
    diagnostics: Diagnostics
  ) {
    exports = BatchExport(to: ExportTarget(exporter), options, worker: worker, ownsWorker: ownsWorker) {
      diagnostics.reportDrop(of: "span", $0)
    }
  }

  /// What became of the spans so far.
  public var tally: ExportTally { exports.tally }

  /// False: spans are of no interest before they end.
  public var hearsStarts: Bool { false }

  /// Queues `span` if it is sampled.
  public func onEnd(_ span: FinishedSpan) {
    guard span.context.isSampled else { return }
    let data = span.data
    exports.add(data, byteCount: data.approximateByteCount)
  }

  /// Exports what waits and flushes the exporter; false when that has failed or not finished at `deadline` (T-60).
  public func flush(until deadline: Instant) -> Bool { exports.flush(until: deadline) }

  /// Exports what waits until `deadline`, gives up the rest, and shuts the exporter down (T-59).
  public func shutdown(until deadline: Instant) -> Bool { exports.shutdown(until: deadline) }
}
