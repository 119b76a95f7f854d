import Synchronization

/// A reader that collects at a fixed rate on the worker and hands each collection to its exporter (M-108).
///
/// The rate is kept whatever a collection takes: ticks that come due meanwhile are skipped and counted, not made up for.
/// It goes on until it or its provider is shut down, even when the program has let go of both; what was not collected
/// before the program ends is lost.
public final class PeriodicReader: MetricReader, WorkerTask {
  private enum Phase {
    case unattached
    case running(MetricBatch)
    /// The last collection is under way, or waits for its turn.
    case closing(MetricBatch)
    case stopped
  }

  private struct State {
    var phase = Phase.unattached
    var due: Instant
    var ticks = Ticks()
  }

  /// What became of the moments at which it was to collect.
  public struct Ticks: Sendable, Equatable {
    /// Collections that were handed to the exporter, those of flushes included.
    public var exported: UInt64
    /// Collections the exporter could not take.
    public var failed: UInt64
    /// Moments that passed while the one before was still under way.
    public var skipped: UInt64

    package init(exported: UInt64 = 0, failed: UInt64 = 0, skipped: UInt64 = 0) {
      self.exported = exported
      self.failed = failed
      self.skipped = skipped
    }
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
    clock: any TelemetryClock = SystemClock(),
    diagnostics: Diagnostics = Diagnostics()
  ) {
    self.init(
      exporter: exporter,
      interval: interval,
      options: options,
      worker: Worker(clock: clock, diagnostics: diagnostics),
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
      guard case .unattached = state.phase else { return false }
      state.phase = .running(batch)
      return true
    }
    if isFirst { worker.add(self) }
    return isFirst
  }

  /// When it collects next.
  package var due: Instant? {
    state.withLock { state in
      if case .running = state.phase { state.due } else { nil }
    }
  }

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

  /// Collects and exports now, then flushes the exporter, even when the exports have taken all the time (M-110).
  ///
  /// - Returns: False as well before it belongs to a provider and after its shutdown (M-107).
  public func flush(until deadline: Instant) -> Bool {
    // One job, so that nothing comes between the collection and the waiting for its delivery.
    worker.perform(until: deadline) {
      let isExported = self.collect(before: deadline)
      return self.exporter.flush(until: deadline) && isExported
    } ?? false
  }

  /// Collects and exports a last time, and shuts the exporter down; only the first call does anything (M-107, M-112).
  public func shutdown(until deadline: Instant) -> Bool {
    let wasRunning: Bool? = state.withLock { state in
      switch state.phase {
      case .unattached:
        state.phase = .stopped
        return false
      case .running(let batch):
        state.phase = .closing(batch)
        return true
      case .closing, .stopped:
        return nil
      }
    }
    guard let wasRunning else { return true }
    let isExported = !wasRunning || collectLast(until: deadline)
    exporter.shutdown(until: deadline)
    if ownsWorker { worker.stop() }
    return isExported
  }

  private func collectLast(until deadline: Instant) -> Bool {
    // Even late: what is collected then is at least booked.
    worker.perform(until: deadline, evenLate: true) {
      let isExported = self.collect(before: deadline)
      self.state.withLock { $0.phase = .stopped }
      return isExported
    } ?? false
  }

  /// Leaves time to send what it collects `before` a deadline, whatever callbacks take; false when the exporter could not take
  /// the collection, or there is none to be had.
  private func collect(before deadline: Instant = .distantFuture) -> Bool {
    let batch: MetricBatch? = state.withLock { state in
      switch state.phase {
      case .running(let batch), .closing(let batch): batch
      case .unattached, .stopped: nil
      }
    }
    guard var batch else { return false }
    batch.end = worker.clock.instant.endOfCollection(before: deadline)
    let isExported = exporter.export(batch)
    state.withLock { state in
      if isExported { state.ticks.exported += 1 } else { state.ticks.failed += 1 }
    }
    return isExported
  }
}
