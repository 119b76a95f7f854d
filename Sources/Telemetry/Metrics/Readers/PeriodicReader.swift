import Synchronization

/// A reader that collects at a fixed rate on the worker and hands each collection to its exporter (M-108).
///
/// The rate is kept whatever a collection takes: ticks that come due meanwhile are skipped and counted, not made up for.
public final class PeriodicReader: MetricReader, WorkerTask {
  private struct State {
    var batch: MetricBatch?
    var isAttached = false
    var due: Instant
    var ticks = Ticks()
  }

  /// What became of the moments at which it was to collect.
  public struct Ticks: Sendable, Equatable {
    /// Collections that were handed to the exporter, those of flushes included.
    public var exported: UInt64 = 0
    /// Collections the exporter could not take.
    public var failed: UInt64 = 0
    /// Moments that passed while the one before was still under way.
    public var skipped: UInt64 = 0
  }

  /// How it wants its metrics.
  public let options: MetricReaderOptions
  private let exporter: any MetricExporter
  private let interval: Duration
  private let worker: Worker
  private let ownsWorker: Bool
  private let state: Mutex<State>

  /// Collects every `interval`, at least a millisecond, on a worker of its own; `options` are the exporter's unless
  /// given.
  public convenience init(
    exporter: any MetricExporter,
    interval: Duration = .seconds(60),
    options: MetricReaderOptions? = nil,
    clock: any TelemetryClock = SystemClock()
  ) {
    self.init(
      exporter: exporter,
      interval: interval,
      options: options,
      worker: Worker(clock: clock),
      ownsWorker: true
    )
  }

  /// Collects every `interval` on `worker`, and stops the worker with itself if it `ownsWorker`.
  package init(
    exporter: any MetricExporter,
    interval: Duration,
    options: MetricReaderOptions? = nil,
    worker: Worker,
    ownsWorker: Bool = false
  ) {
    self.exporter = exporter
    self.interval = max(interval, .milliseconds(1))
    self.options = options ?? exporter.options
    self.worker = worker
    self.ownsWorker = ownsWorker
    state = Mutex(State(due: worker.clock.instant.advanced(by: max(interval, .milliseconds(1)))))
  }

  /// What became of its ticks so far.
  public var ticks: Ticks { state.withLock { $0.ticks } }

  /// Starts the schedule.
  public func attach(_ batch: MetricBatch) -> Bool {
    let isFirst = state.withLock { state in
      if state.isAttached { return false }
      state.batch = batch
      state.isAttached = true
      return true
    }
    if isFirst { worker.add(self) }
    return isFirst
  }

  /// When it collects next.
  package var due: Instant? { state.withLock { $0.batch == nil ? nil : $0.due } }

  /// Collects, and skips the ticks that were missed meanwhile instead of catching up.
  package func run(on worker: Worker) {
    _ = collect()
    let now = worker.clock.instant
    state.withLock { state in
      let missed = max(state.due.duration(until: now).wholeNanoseconds, 0) / interval.wholeNanoseconds
      state.ticks.skipped += UInt64(missed)
      state.due = state.due.advanced(by: interval * Double(missed + 1))
    }
  }

  /// Collects and exports now.
  public func flush(until deadline: Instant) -> Bool {
    // One job, so that nothing comes between the collection and the waiting for its delivery.
    worker.perform(until: deadline) {
      let isExported = self.collect()
      return self.exporter.flush(until: deadline) && isExported
    } ?? false
  }

  /// Collects and exports a last time.
  public func shutdown(until deadline: Instant) -> Bool {
    // Even late: what is collected then is at least booked.
    let isExported = worker.perform(until: deadline, evenLate: true) {
      let isExported = self.collect()
      self.state.withLock { $0.batch = nil }
      return isExported
    }
    exporter.shutdown(until: deadline)
    if ownsWorker { worker.stop() }
    return isExported ?? false
  }

  private func collect() -> Bool {
    guard let batch = state.withLock({ $0.batch }) else { return true }
    let isExported = exporter.export(batch)
    state.withLock { state in
      if isExported { state.ticks.exported += 1 } else { state.ticks.failed += 1 }
    }
    return isExported
  }
}
