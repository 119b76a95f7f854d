/// Exports log records in batches, on a thread of its own (L-24): for exporters of your own.
///
/// A batch is exported when it is full, when the oldest record has waited long enough, or at a flush; exports never
/// overlap. The queue is bounded in records and in bytes: what does not fit is dropped, counted, and reported once. The
/// thread goes on until ``shutdown(until:)``, even when the program has let go of the processor.
public final class BatchLogRecordProcessor: LogRecordProcessor {
  private let exports: BatchExport<LogRecordData>

  /// A processor in front of `exporter`. The clock is that of the provider.
  public init(
    _ exporter: any LogRecordExporter,
    options: BatchProcessorOptions = .logs,
    clock: any TelemetryClock = SystemClock(),
    diagnostics: Diagnostics = Diagnostics()
  ) {
    let worker = Worker(named: "otel-logs", clock: clock, diagnostics: diagnostics)
    exports = BatchExport(to: ExportTarget(exporter), options, worker: worker, ownsWorker: true) {
      diagnostics.reportDrop(of: "log record", $0)
    }
  }

  /// What became of the records so far.
  public var tally: ExportTally { exports.tally }

  /// Queues `record` as it is now: what later processors change in it does not show.
  public func onEmit(_ record: inout EmittedLogRecord) {
    let data = record.data
    exports.add(data, byteCount: data.approximateByteCount)
  }

  /// Exports what waits and flushes the exporter; false when that has failed or not finished at `deadline`.
  public func flush(until deadline: Instant) -> Bool { exports.flush(until: deadline) }

  /// Exports what waits until `deadline`, gives up the rest, and shuts the exporter down.
  public func shutdown(until deadline: Instant) -> Bool { exports.shutdown(until: deadline) }
}
