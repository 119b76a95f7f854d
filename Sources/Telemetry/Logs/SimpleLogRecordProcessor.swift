/// Exports each record at once, on the thread that emits it, one at a time (L-23): for tests and for short programs.
///
/// While one thread exports, what others emit waits for that thread to export it too: nobody waits for an exporter but
/// its own caller, and an exporter that emits records itself comes to no harm.
public final class SimpleLogRecordProcessor: LogRecordProcessor {
  private let exports: ImmediateExport<LogRecordData>

  /// A processor in front of `exporter`; more than `maximumWaiting` records do not wait for it, they are dropped. The
  /// clock is that of the provider.
  public init(
    _ exporter: any LogRecordExporter,
    maximumWaiting: Int = 2_048,
    exportTimeout: Duration = .seconds(30),
    clock: any TelemetryClock = SystemClock()
  ) {
    exports = ImmediateExport(
      to: ExportTarget(exporter), maximumWaiting: maximumWaiting, timeout: exportTimeout, clock: clock)
  }

  /// What became of the records so far.
  public var tally: ExportTally { exports.tally }

  /// Exports `record`, or leaves it to the thread that is exporting.
  public func onEmit(_ record: inout EmittedLogRecord) { exports.add(record.data) }

  /// Waits for the exports that are under way.
  public func flush(until deadline: Instant) -> Bool { exports.flush(until: deadline) }

  /// Refuses later records, waits for the exports that are under way and shuts the exporter down.
  public func shutdown(until deadline: Instant) -> Bool { exports.shutdown(until: deadline) }
}
