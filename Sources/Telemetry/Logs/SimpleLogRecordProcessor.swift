import Synchronization

/// Exports each record at once, on the thread that emits it, one at a time (L-23): for tests and for short programs.
///
/// While one thread exports, what others emit waits for that thread to export it too: nobody waits for an exporter but
/// its own caller, and an exporter that emits records itself comes to no harm.
public final class SimpleLogRecordProcessor: LogRecordProcessor {
  private struct State {
    var waiting: [LogRecordData] = []
    var isExporting = false
    var isShutDown = false
    var dropped: UInt64 = 0
  }

  private let exporter: any LogRecordExporter
  private let maximumWaiting: Int
  private let clock: any TelemetryClock
  private let state = Mutex(State())
  private let isIdle = Signal()

  /// A processor in front of `exporter`; more than `maximumWaiting` records do not wait for it, they are dropped. The
  /// clock is that of the provider.
  public init(
    _ exporter: any LogRecordExporter,
    maximumWaiting: Int = 2_048,
    clock: any TelemetryClock = SystemClock()
  ) {
    self.exporter = exporter
    self.maximumWaiting = max(maximumWaiting, 1)
    self.clock = clock
  }

  /// How many records were given up: because too many waited, because the exporter failed, or after the shutdown.
  public var droppedRecords: UInt64 { state.withLock { $0.dropped } }

  /// Exports `record`, or leaves it to the thread that is exporting.
  public func onEmit(_ record: inout EmittedLogRecord) {
    let data = record.data
    let mustExport = state.withLock { state in
      guard !state.isShutDown, state.waiting.count < maximumWaiting else {
        state.dropped &+= 1
        return false
      }
      state.waiting.append(data)
      defer { state.isExporting = true }
      return !state.isExporting
    }
    if mustExport { exportWaiting() }
  }

  private func exportWaiting() {
    while let next = takeNext() {
      if !exporter.export([next]) { state.withLock { $0.dropped &+= 1 } }
    }
    isIdle.raise()
  }

  /// Nil when nothing waits any more; then nobody is exporting.
  private func takeNext() -> LogRecordData? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.isExporting = false
        return nil
      }
      return state.waiting.removeFirst()
    }
  }

  /// Waits for the exports that are under way.
  public func flush(until deadline: Instant) -> Bool {
    waitUntilIdle(until: deadline) && exporter.flush(until: deadline)
  }

  /// Refuses later records, waits for the exports that are under way and shuts the exporter down.
  public func shutdown(until deadline: Instant) -> Bool {
    state.withLock { $0.isShutDown = true }
    let isIdle = waitUntilIdle(until: deadline)
    return exporter.shutdown(until: deadline) && isIdle
  }

  private func waitUntilIdle(until deadline: Instant) -> Bool {
    while state.withLock({ $0.isExporting }) {
      guard clock.instant < deadline else { return false }
      clock.wait(for: isIdle, until: deadline)
    }
    // A raise wakes one: pass it on to the next who waits.
    isIdle.raise()
    return true
  }
}
