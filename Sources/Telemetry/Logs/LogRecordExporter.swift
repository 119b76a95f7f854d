/// Takes finished log records somewhere; a processor calls ``export(_:until:)`` from one thread at a time (L-26).
public protocol LogRecordExporter: AnyObject, Sendable {
  /// Takes a batch; false when it failed or has not finished at `deadline`, and then the records are given up: trying
  /// again is the exporter's own affair.
  func export(_ records: [LogRecordData], until deadline: Instant) -> Bool
  /// Finishes what was exported; false when that has not finished at `deadline`.
  func flush(until deadline: Instant) -> Bool
  /// Finishes what was exported, until `deadline`, and refuses what is exported later.
  func shutdown(until deadline: Instant) -> Bool
}

/// Keeps what it is given, for tests.
///
/// It is bounded: of more than `maximumCount` records the oldest are forgotten.
public final class InMemoryLogRecordExporter: LogRecordExporter {
  private let kept: RecentItems<LogRecordData>

  /// An exporter that keeps the last `maximumCount` records, at least one.
  public init(maximumCount: Int = 10_000) {
    kept = RecentItems(maximumCount: maximumCount)
  }

  /// What was exported, the oldest first.
  public var records: [LogRecordData] { kept.all }

  /// Forgets what was exported.
  public func reset() { kept.reset() }

  /// Keeps `records`; false after the shutdown.
  public func export(_ records: [LogRecordData], until deadline: Instant) -> Bool { kept.add(records) }

  /// Nothing waits.
  public func flush(until deadline: Instant) -> Bool { true }

  /// Refuses what is exported from now on; what was is kept.
  public func shutdown(until deadline: Instant) -> Bool {
    kept.shutdown()
    return true
  }
}
