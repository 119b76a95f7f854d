import Synchronization

/// Takes finished log records somewhere; a processor calls ``export(_:)`` from one thread at a time (L-26).
public protocol LogRecordExporter: AnyObject, Sendable {
  /// Takes a batch, in bounded time; false when it failed, and then the records are given up: trying again is the
  /// exporter's own affair.
  func export(_ records: [LogRecordData]) -> Bool
  /// Finishes what was exported; false when that has not finished at `deadline`.
  func flush(until deadline: Instant) -> Bool
  /// Finishes what was exported, until `deadline`, and refuses what is exported later.
  func shutdown(until deadline: Instant) -> Bool
}

/// Keeps what it is given, for tests.
///
/// It is bounded: of more than `maximumCount` records the oldest are forgotten.
public final class InMemoryLogRecordExporter: LogRecordExporter {
  private struct State {
    var records: [LogRecordData] = []
    var isShutDown = false
  }

  private let maximumCount: Int
  private let state = Mutex(State())

  /// An exporter that keeps the last `maximumCount` records, at least one.
  public init(maximumCount: Int = 10_000) {
    self.maximumCount = max(maximumCount, 1)
  }

  /// What was exported, the oldest first.
  public var records: [LogRecordData] { state.withLock { $0.records } }

  /// Forgets what was exported.
  public func reset() {
    state.withLock { $0.records = [] }
  }

  /// Keeps `records`; false after the shutdown.
  public func export(_ records: [LogRecordData]) -> Bool {
    state.withLock { state in
      guard !state.isShutDown else { return false }
      state.records += records
      if state.records.count > maximumCount { state.records.removeFirst(state.records.count - maximumCount) }
      return true
    }
  }

  /// Nothing waits.
  public func flush(until deadline: Instant) -> Bool { true }

  /// Refuses what is exported from now on; what was is kept.
  public func shutdown(until deadline: Instant) -> Bool {
    state.withLock { $0.isShutDown = true }
    return true
  }
}
