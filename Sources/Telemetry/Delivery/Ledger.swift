/// What kind of item telemetry is counted in.
public enum TelemetrySignal: String, CaseIterable, Hashable, Sendable {
  case metrics
  case traces
  case logs
}

/// How many items of each signal: data points, spans, log records.
public struct ItemCounts: Equatable, Sendable {
  /// Points of metrics.
  public var dataPoints: UInt64 = 0
  /// Finished spans.
  public var spans: UInt64 = 0
  /// Log records.
  public var logRecords: UInt64 = 0

  /// These counts, all zero by default.
  public init(dataPoints: UInt64 = 0, spans: UInt64 = 0, logRecords: UInt64 = 0) {
    self.dataPoints = dataPoints
    self.spans = spans
    self.logRecords = logRecords
  }

  /// The count of `signal`.
  public subscript(signal: TelemetrySignal) -> UInt64 {
    get {
      switch signal {
      case .metrics: dataPoints
      case .traces: spans
      case .logs: logRecords
      }
    }
    set {
      switch signal {
      case .metrics: dataPoints = newValue
      case .traces: spans = newValue
      case .logs: logRecords = newValue
      }
    }
  }

  /// All items together.
  public var total: UInt64 { dataPoints &+ spans &+ logRecords }

  /// Signal by signal.
  public static func + (left: ItemCounts, right: ItemCounts) -> ItemCounts {
    ItemCounts(
      dataPoints: left.dataPoints &+ right.dataPoints,
      spans: left.spans &+ right.spans,
      logRecords: left.logRecords &+ right.logRecords
    )
  }
}

/// Why an item was given up; in reports it is one lowercase word, as in `queue_full`.
public struct DropReason: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The word.
  public let rawValue: String

  /// The reason spelt `rawValue`.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The memory budget was used up.
  public static let queueFull = DropReason(rawValue: "queue_full")
  /// A point of a metric waited for the collector until later ones stood for it: no total is lost, only a step of a curve.
  public static let superseded = DropReason(rawValue: "superseded")
  /// No attempt succeeded within the retry budget.
  public static let retriesExhausted = DropReason(rawValue: "retries_exhausted")
  /// The deadline of `shutdown` came first.
  public static let shutdown = DropReason(rawValue: "shutdown")
  /// It was recorded after `shutdown`.
  public static let alreadyShutdown = DropReason(rawValue: "already_shutdown")
  /// One item alone exceeds the size of a request.
  public static let tooLarge = DropReason(rawValue: "too_large")
  /// It was the oldest on disk, and the byte budget of the spool was used up.
  public static let spoolEvicted = DropReason(rawValue: "spool_evicted")
  /// It waited on disk for longer than the spool keeps anything.
  public static let spoolExpired = DropReason(rawValue: "spool_expired")
  /// What was read from the disk is not what was stored.
  public static let spoolDamaged = DropReason(rawValue: "spool_damaged")

  /// The word.
  public var description: String { rawValue }
}

/// Where every item went: each ends in exactly one of these places, so nothing is ever lost in silence.
public struct Ledger: Equatable, Sendable {
  /// What was handed over for export; the sum of all the others.
  public internal(set) var accepted = ItemCounts()
  /// What the collector took.
  public internal(set) var exported = ItemCounts()
  /// What the collector refused in a partial success; it must not be sent again.
  public internal(set) var rejected = ItemCounts()
  /// What was given up, by reason.
  public internal(set) var dropped: [DropReason: ItemCounts] = [:]
  /// What waits in memory.
  public internal(set) var queued = ItemCounts()
  /// What waits on disk.
  public internal(set) var spooled = ItemCounts()

  /// A ledger with nothing in it.
  public init() {}

  /// What was given up, all reasons together.
  public var droppedTotal: ItemCounts {
    dropped.values.reduce(ItemCounts(), +)
  }

  /// The ledgers of two systems as one.
  package static func + (left: Ledger, right: Ledger) -> Ledger {
    var sum = Ledger()
    sum.accepted = left.accepted + right.accepted
    sum.exported = left.exported + right.exported
    sum.rejected = left.rejected + right.rejected
    sum.dropped = left.dropped.merging(right.dropped, uniquingKeysWith: +)
    sum.queued = left.queued + right.queued
    sum.spooled = left.spooled + right.spooled
    return sum
  }

  /// Whether all that was accepted is accounted for, exactly once.
  public var addsUp: Bool {
    accepted == exported + rejected + droppedTotal + queued + spooled
  }
}

extension Ledger: CustomStringConvertible {
  /// One line per place and signal that holds anything.
  public var description: String {
    var lines: [String] = []
    func add(_ place: String, _ counts: ItemCounts) {
      let parts = [
        (counts.dataPoints, "data points"), (counts.spans, "spans"), (counts.logRecords, "log records"),
      ]
      let text = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
      if !text.isEmpty { lines.append("\(place): \(text)") }
    }
    add("exported", exported)
    add("rejected by the collector", rejected)
    for (reason, counts) in dropped.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      add("dropped (\(reason))", counts)
    }
    add("queued", queued)
    add("spooled", spooled)
    return lines.isEmpty ? "nothing recorded" : lines.joined(separator: "\n")
  }
}
