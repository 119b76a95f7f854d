package import SessionBuddyTelemetry

/// What became of everything a push read and sent, for people and for programs.
package struct PushResult {
  private let ledger: Ledger
  private let records: BridgeLedger
  private let sessionSpans: SessionSpanCounts
  private let collector: String
  private let lastProblem: String?
  /// The metrics whose series were too many, by name.
  private let overflowed: [String]

  /// The result of a delivery to `collector`; `incidents` are those of ``TelemetryHealth``.
  package init(
    _ ledger: Ledger,
    _ records: BridgeLedger,
    sessionSpans: SessionSpanCounts = SessionSpanCounts(),
    collector: String,
    lastProblem: String? = nil,
    incidents: [String: UInt64] = [:]
  ) {
    self.ledger = ledger
    self.records = records
    self.sessionSpans = sessionSpans
    self.collector = collector
    self.lastProblem = lastProblem
    let mark = "overflow:"
    overflowed = incidents.keys.filter { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
      .sorted()
  }

  /// Why not everything arrived, in one line; nil when it did.
  package var problem: String? {
    let lost = ledger.accepted.total - ledger.exported.total
    guard lost > 0 else { return nil }
    let cause = lastProblem ?? "\(collector) did not take everything"
    return "\(cause); \(Figures.count(lost)) of \(Figures.items(ledger.accepted.total, "item")) not delivered"
  }

  /// What became of series beyond the limit; nil when there were none.
  package var overflowWarning: String? {
    guard !overflowed.isEmpty else { return nil }
    return "more series than otel_cardinality_limit, the rest shares {otel.metric.overflow=true}: "
      + overflowed.joined(separator: ", ")
  }
}

extension PushResult {
  /// One object on one line.
  package var json: String {
    let items = ledger.dropped.map { ($0.key.rawValue, $0.value.total) }
    let values = records.droppedValues.map { ("value_\($0.key.rawValue)", UInt64($0.value)) }
    let dropped = (items + values).filter { $0.1 > 0 }.sorted { $0.0 < $1.0 }
    return Self.object([
      ("exported", Self.object(ledger.exported)),
      ("rejected", Self.object(ledger.rejected)),
      ("dropped", Self.object(dropped.map { ($0.0, "\($0.1)") })),
      ("queued", Self.object(ledger.queued)),
      ("spooled", Self.object(ledger.spooled)),
      (
        "records",
        Self.object([
          ("sessions", "\(records.sessions)"),
          ("interactions", "\(records.interactions)"),
          ("activity_events", "\(records.activityEvents)"),
          ("duplicates", "\(records.duplicates)"),
          ("invalid", "\(records.invalid)"),
        ])
      ),
      (
        "session_spans",
        Self.object([
          ("made", "\(sessionSpans.made)"),
          ("already_made", "\(sessionSpans.alreadyMade)"),
          ("unfinished", "\(sessionSpans.unfinished)"),
          ("implausible", "\(sessionSpans.implausible)"),
        ])
      ),
    ])
  }

  private static func object(_ counts: ItemCounts) -> String {
    object([
      ("data_points", "\(counts.dataPoints)"), ("spans", "\(counts.spans)"),
      ("log_records", "\(counts.logRecords)"),
    ])
  }

  /// The keys are words of ours, without anything that JSON would want escaped.
  private static func object(_ members: [(key: String, value: String)]) -> String {
    "{" + members.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
  }
}

extension PushResult {
  /// Two blocks of lines: what was read, and where it went.
  package var text: String {
    var lines = ["records"]
    let counts = [
      ("sessions", records.sessions), ("interactions", records.interactions),
      ("activity events", records.activityEvents), ("duplicates", records.duplicates),
      ("invalid", records.invalid),
    ]
    lines += counts.map { Self.row($0.0, [Figures.count($0.1)]) }
    let spanless = [
      ("spans left out: not ended", sessionSpans.unfinished),
      ("spans left out: impossible times", sessionSpans.implausible),
    ]
    lines += spanless.filter { $0.1 > 0 }.map { Self.row($0.0, [Figures.count($0.1)]) }
    let values = records.droppedValues.filter { $0.value > 0 }.sorted { $0.key.rawValue < $1.key.rawValue }
    lines += values.map { Self.row("values left out: \($0.key.rawValue)", [Figures.count($0.value)]) }

    lines += ["", "delivery to \(collector)", Self.row("", ["data points", "spans", "log records"])]
    lines.append(Self.row("exported", ledger.exported))
    lines.append(Self.row("rejected", ledger.rejected))
    let dropped = ledger.dropped.filter { $0.value.total > 0 }.sorted { $0.key.rawValue < $1.key.rawValue }
    lines += dropped.map { Self.row("dropped: \($0.key)", $0.value) }
    if dropped.isEmpty { lines.append(Self.row("dropped", ItemCounts())) }
    lines.append(Self.row("queued", ledger.queued))
    lines.append(Self.row("spooled", ledger.spooled))
    if let overflowWarning { lines += ["", overflowWarning] }
    return lines.joined(separator: "\n")
  }

  private static func row(_ label: String, _ counts: ItemCounts) -> String {
    row(label, [counts.dataPoints, counts.spans, counts.logRecords].map { Figures.count($0) })
  }

  private static func row(_ label: String, _ cells: [String]) -> String {
    "  " + label.fitted(to: 32) + cells.map { $0.fitted(to: 12, .right) }.joined(separator: " ")
  }
}
