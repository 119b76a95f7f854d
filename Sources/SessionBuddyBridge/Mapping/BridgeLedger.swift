/// Why a value of a record was not recorded.
public enum DroppedValueReason: String, CaseIterable, Hashable, Sendable {
  /// Below zero where only zero and more make sense.
  case negative
  /// NaN or infinite.
  case notFinite = "not_finite"
  /// Finite, but more than can be true.
  case outOfRange = "out_of_range"
  /// NULL where an ended session has a value.
  case missing
  /// Plausible, but of a project beyond those ``BridgeOptions/cardinalityLimit`` has room for, and therefore without
  /// velocity and trend; counted once for each session, which is recorded in every other respect.
  case projectLimit = "project_limit"
}

/// What became of the records a bridge was given: each is counted in exactly one of the first five numbers.
public struct BridgeLedger: Equatable, Sendable {
  /// Sessions recorded, each once.
  public var sessions = 0
  /// Search interactions recorded.
  public var interactions = 0
  /// Activity events recorded, each once.
  public var activityEvents = 0
  /// Records of a session or event that had been counted before, later states of a running session included.
  public var duplicates = 0
  /// Lines, rows and records that could not be used at all.
  public var invalid = 0
  /// Single values that were left out of a record that was otherwise recorded, by reason.
  public var droppedValues: [DroppedValueReason: Int] = [:]

  /// A ledger without entries.
  public init() {}
}
