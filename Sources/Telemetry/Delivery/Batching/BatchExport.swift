import Synchronization

/// What a batch processor is, whatever its items are: they wait in a bounded queue, and the worker exports them when a
/// batch is full, when its delay is over, or at a flush (T-62, T-63, L-24).
///
/// Exports never overlap, since only the worker does any.
final class BatchExport<Item: Sendable>: WorkerTask {
  private struct State {
    var queue: ItemQueue<Item>
    var isExporting = false
  }

  private let target: ExportTarget<Item>
  private let options: BatchProcessorOptions
  private let worker: Worker
  private let ownsWorker: Bool
  private let report: @Sendable (DropReason) -> Void
  private let state: Mutex<State>

  /// `report` hears why an item was given up, on the thread that brought it.
  init(
    to target: ExportTarget<Item>,
    _ options: BatchProcessorOptions,
    worker: Worker,
    ownsWorker: Bool,
    report: @escaping @Sendable (DropReason) -> Void
  ) {
    self.target = target
    self.options = options.resolved
    self.worker = worker
    self.ownsWorker = ownsWorker
    self.report = report
    state = Mutex(State(queue: ItemQueue(options.resolved)))
    worker.add(self)
  }

  var tally: ExportTally { state.withLock { $0.queue.tally } }

  func add(_ item: Item, byteCount: Int) {
    let now = worker.clock.instant
    let (refusal, isNews) = state.withLock { state in
      let refusal = state.queue.add(item, byteCount: byteCount, at: now)
      return (refusal, state.queue.count == 1 || state.queue.count == options.maximumBatchSize)
    }
    if let refusal { return report(refusal) }
    // There is a date to keep, or a batch to export.
    if isNews { worker.signal.raise() }
  }

  // MARK: - The worker's part

  var due: Instant? {
    state.withLock { $0.queue.hasFullBatch ? Instant(nanoseconds: 0) : $0.queue.due }
  }

  /// Exports a full batch, or all that waits when it has waited long enough. One batch at a time, so that somebody's
  /// flush comes in between however fast new items come.
  func run(on worker: Worker) {
    let now = worker.clock.instant
    let isOverdue = state.withLock { state in state.queue.due.map { $0 <= now } ?? false }
    if isOverdue { _ = exportAll(until: .distantFuture) } else { _ = exportNext(until: .distantFuture) }
  }

  /// Exports as many items as wait now; false when some of them still wait at `deadline`, or an export failed.
  private func exportAll(until deadline: Instant) -> Bool {
    var rest = state.withLock { $0.queue.count }
    var isComplete = true
    while rest > 0 {
      guard worker.clock.instant < deadline, let (count, isExported) = exportNext(until: deadline) else {
        return false
      }
      // Another thread can have taken them when the worker has none of its own.
      rest = count == 0 ? 0 : rest - count
      isComplete = isComplete && isExported
    }
    return isComplete
  }

  /// Exports one batch; nil inside an export, when the exporter itself asks for another.
  private func exportNext(until deadline: Instant) -> (count: Int, isExported: Bool)? {
    let now = worker.clock.instant
    let batch: [Item]? = state.withLock { state in
      guard !state.isExporting else { return nil }
      state.isExporting = true
      return state.queue.take(at: now)
    }
    guard let batch else { return nil }
    let isExported =
      batch.isEmpty || target.export(batch, min(now.advanced(by: options.exportTimeout), deadline))
    state.withLock { state in
      state.queue.settle(batch.count, isExported: isExported)
      state.isExporting = false
    }
    return (batch.count, isExported)
  }

  // MARK: - Flush and shutdown

  /// Exports what waits and flushes the exporter; false when that has failed or not finished at `deadline` (T-60).
  func flush(until deadline: Instant) -> Bool {
    if state.withLock({ $0.queue.isShutDown }) { return true }
    return worker.perform(until: deadline) {
      let isExported = self.exportAll(until: deadline)
      return self.target.flush(deadline) && isExported
    } ?? false
  }

  /// The same a last time; what still waits at `deadline` is given up, and what comes later is refused (T-59).
  func shutdown(until deadline: Instant) -> Bool {
    let isFirst = state.withLock { state in
      defer { state.queue.isShutDown = true }
      return !state.queue.isShutDown
    }
    guard isFirst else { return true }
    let isExported = worker.perform(until: deadline) { self.exportAll(until: deadline) } ?? false
    state.withLock { $0.queue.abandon() }
    let isClosed = target.shutdown(deadline)
    if ownsWorker { worker.stop() }
    return isExported && isClosed
  }
}
