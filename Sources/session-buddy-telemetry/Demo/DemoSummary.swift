import OTLPReceiver
package import SessionBuddyTelemetry

/// How the demo ended: what was recorded beside what arrived.
package struct DemoSummary {
  package let ledger: Ledger
  package let records: BridgeLedger
  package let arrivals: Arrivals

  package init(ledger: Ledger, records: BridgeLedger, arrivals: Arrivals) {
    self.ledger = ledger
    self.records = records
    self.arrivals = arrivals
  }

  /// What was recorded and what the metric that counts it says, in that order.
  private var totals: [(name: String, recorded: Int, arrived: Int)] {
    [
      ("sessions", records.sessions, total("session_buddy.sessions.total")),
      ("interactions", records.interactions, total("session_buddy.search.interactions_total")),
      ("activity events", records.activityEvents, total("session_buddy.activity.events_total")),
    ]
  }

  /// Whether every record and every item arrived, and the books of both sides agree.
  package var isComplete: Bool {
    ledger.addsUp && ledger.exported == ledger.accepted && arrivals.items == ledger.exported
      && totals.allSatisfy { $0.recorded == $0.arrived }
  }

  /// The summary, a line per fact.
  package var lines: [Line] {
    var lines = [row("", "sent", "arrived", .faint)]
    for total in totals {
      lines.append(comparison(total.name, UInt64(total.recorded), UInt64(max(total.arrived, 0))))
    }
    lines.append(comparison("data points", ledger.accepted.dataPoints, arrivals.items.dataPoints))
    lines.append(comparison("spans", ledger.accepted.spans, arrivals.items.spans))
    let known = Figures.items(records.duplicates, "record")
    lines.append(fact("updates", "\(known) of what was known before"))
    if records.invalid > 0 {
      lines.append(fact("invalid", "\(Figures.items(records.invalid, "record")) could not be read"))
    }
    lines.append(fact("requests", Figures.count(arrivals.requests)))
    if arrivals.refused > 0 {
      lines.append(fact("refused", "\(Figures.items(arrivals.refused, "request")) of other programs"))
    }
    lines.append(fact("record to receipt", latency(arrivals.recordLatency)))
    lines.append(fact("collect to receipt", latency(arrivals.exportLatency)))
    lines.append(fact("span end to receipt", latency(arrivals.spanLatency)))
    let books = ledger.addsUp ? "adds up: " : "does not add up: "
    lines.append(fact("ledger", books + "\(ledger)".split(separator: "\n").joined(separator: "; ")))
    lines.append(
      isComplete ? Line("everything arrived", .good) : Line("not everything arrived", .bad)
    )
    return lines
  }

  private func total(_ name: String) -> Int {
    Int(saturating: arrivals.metrics[name]?.total ?? 0)
  }

  private func latency(_ percentiles: Percentiles) -> String {
    "p50 \(percentiles.text(at: 0.5)), p95 \(percentiles.text(at: 0.95))"
  }

  private func comparison(_ label: String, _ sent: UInt64, _ arrived: UInt64) -> Line {
    row(label, Figures.count(sent), Figures.count(arrived), sent == arrived ? .plain : .bad)
  }

  private func row(_ label: String, _ sent: String, _ arrived: String, _ style: Line.Style) -> Line {
    var line = Line("  ")
    line.add(label, in: 22)
    line.add(sent, style, in: 10, .right)
    line.add(arrived, style, in: 10, .right)
    return line
  }

  private func fact(_ label: String, _ text: String) -> Line {
    var line = Line("  ")
    line.add(label, in: 22)
    line.add("  " + text)
    return line
  }
}
