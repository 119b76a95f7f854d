public import SessionBuddyBridge
public import Telemetry

/// How telemetry is doing at one moment; cheap to ask for, never waits.
public struct TelemetryHealth: Equatable, Sendable {
  /// The condition in one word.
  public enum State: String, Sendable {
    /// `otel_enabled` is false: nothing is recorded.
    case disabled
    /// Nothing has been sent yet.
    case starting
    /// The collector took what was sent last.
    case healthy
    /// What was sent last did not arrive; it is kept and sent again while there is room.
    case failing
    /// `shutdown` was called, or this is a forked child of the process that is measured (FS-21).
    case stopped
  }

  /// The condition.
  public let state: State
  /// Where every item is.
  public let ledger: Ledger
  /// What became of the records.
  public let records: BridgeLedger
  /// How many bytes wait in memory.
  public let queuedBytes: Int
  /// When the collector last took something.
  public let lastSuccess: Timestamp?
  /// What went wrong last, in one sentence.
  public let lastProblem: String?
  /// The signals of which something had to be dropped since the collector last took some of theirs.
  public let dropping: Set<TelemetrySignal>
  /// What was told once since the start and how often it happened: `overflow:<metric>` when a metric reached its
  /// cardinality limit (counted once per metric), `value:<metric>` for each value that could not be recorded,
  /// `session:abandoned` for each session that had to make room, `session:times` for each record with impossible times.
  public let incidents: [String: UInt64]
}

extension TelemetryHealth {
  /// What is known in a forked child: whose locks may be held by threads it does not have.
  static let inForkedChild = TelemetryHealth(
    state: .stopped, ledger: Ledger(), records: BridgeLedger(), queuedBytes: 0, lastSuccess: nil,
    lastProblem: nil, dropping: [], incidents: [:])
}
