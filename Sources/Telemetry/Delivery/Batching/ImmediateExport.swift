import Synchronization

/// What a simple processor is, whatever its items are: each is exported at once on the thread that brings it, one at a
/// time (T-61, L-23).
///
/// While one thread exports, what others bring waits for that thread to export it too: nobody waits for an exporter but
/// its own caller, and an exporter that brings items itself comes to no harm.
final class ImmediateExport<Item: Sendable>: Sendable {
  private struct State {
    var waiting: [Item] = []
    var isExporting = false
    var isShutDown = false
    var tally = ExportTally()
  }

  private let target: ExportTarget<Item>
  private let maximumWaiting: Int
  private let timeout: Duration
  private let clock: any TelemetryClock
  private let state = Mutex(State())
  private let isIdle = Signal()

  init(
    to target: ExportTarget<Item>,
    maximumWaiting: Int,
    timeout: Duration,
    clock: any TelemetryClock
  ) {
    self.target = target
    self.maximumWaiting = max(maximumWaiting, 1)
    self.timeout = timeout
    self.clock = clock
  }

  var tally: ExportTally { state.withLock { $0.tally } }

  /// Exports `item`, or leaves it to the thread that is exporting.
  func add(_ item: Item) {
    let mustExport = state.withLock { state in
      guard !state.isShutDown, state.waiting.count < maximumWaiting else {
        state.tally.drop(1, state.isShutDown ? .alreadyShutdown : .queueFull)
        return false
      }
      state.waiting.append(item)
      state.tally.waiting += 1
      defer { state.isExporting = true }
      return !state.isExporting
    }
    if mustExport { exportWaiting() }
  }

  private func exportWaiting() {
    while let next = takeNext() {
      let isExported = target.export([next], clock.instant.advanced(by: timeout))
      state.withLock { state in
        state.tally.waiting -= 1
        if isExported { state.tally.exported += 1 } else { state.tally.drop(1, .exportFailed) }
      }
    }
    isIdle.raise()
  }

  /// Nil when nothing waits any more; then nobody is exporting.
  private func takeNext() -> Item? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.isExporting = false
        return nil
      }
      return state.waiting.removeFirst()
    }
  }

  /// Waits for the exports that are under way and flushes the exporter.
  func flush(until deadline: Instant) -> Bool {
    if state.withLock({ $0.isShutDown }) { return true }
    return waitUntilIdle(until: deadline) && target.flush(deadline)
  }

  /// Refuses what comes later, waits for the exports that are under way and shuts the exporter down.
  func shutdown(until deadline: Instant) -> Bool {
    let isFirst = state.withLock { state in
      defer { state.isShutDown = true }
      return !state.isShutDown
    }
    guard isFirst else { return true }
    let isIdle = waitUntilIdle(until: deadline)
    return target.shutdown(deadline) && isIdle
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
