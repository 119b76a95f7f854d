import Synchronization

/// A reader that collects at a fixed rate on the worker and hands each collection to its exporter (M-108).
public final class PeriodicReader: MetricReader, WorkerTask {
  private struct State {
    var batch: MetricBatch?
    var due: Instant
  }

  private let exporter: any MetricExporter
  private let interval: Duration
  private let worker: Worker
  private let ownsWorker: Bool
  private let state: Mutex<State>

  /// Collects every `interval`, at least a millisecond, on a worker of its own.
  public convenience init(
    exporter: any MetricExporter,
    interval: Duration = .seconds(60),
    clock: any TelemetryClock = SystemClock()
  ) {
    self.init(exporter: exporter, interval: interval, worker: Worker(clock: clock), ownsWorker: true)
  }

  /// Collects every `interval` on `worker`, and stops the worker with itself if it `ownsWorker`.
  package init(exporter: any MetricExporter, interval: Duration, worker: Worker, ownsWorker: Bool = false) {
    self.exporter = exporter
    self.interval = max(interval, .milliseconds(1))
    self.worker = worker
    self.ownsWorker = ownsWorker
    state = Mutex(State(due: worker.clock.instant.advanced(by: max(interval, .milliseconds(1)))))
  }

  /// Starts the schedule.
  public func attach(_ batch: MetricBatch) {
    state.withLock { $0.batch = batch }
    worker.add(self)
  }

  /// When it collects next.
  package var due: Instant? { state.withLock { $0.batch == nil ? nil : $0.due } }

  /// Collects, and skips the ticks that were missed meanwhile instead of catching up.
  package func run(on worker: Worker) {
    collect()
    let now = worker.clock.instant
    state.withLock { state in
      let missed = max(state.due.duration(until: now).wholeNanoseconds, 0) / interval.wholeNanoseconds
      state.due = state.due.advanced(by: interval * Double(missed + 1))
    }
  }

  /// Collects and exports now.
  public func flush(until deadline: Instant) -> Bool {
    // One job, so that nothing comes between the collection and the waiting for its delivery.
    worker.perform(until: deadline) {
      self.collect()
      return self.exporter.flush(until: deadline)
    } ?? false
  }

  /// Collects and exports a last time.
  public func shutdown(until deadline: Instant) -> Bool {
    // Even late: what is collected then is at least booked.
    let isCollected = worker.perform(until: deadline, evenLate: true) {
      self.collect()
      self.state.withLock { $0.batch = nil }
      return true
    }
    exporter.shutdown(until: deadline)
    if ownsWorker { worker.stop() }
    return isCollected ?? false
  }

  private func collect() {
    if let batch = state.withLock({ $0.batch }) { exporter.export(batch) }
  }
}
