import Telemetry

/// How a ledger contradicts itself, what was recorded, or what a collector took; prints the ledger as a table.
public struct LedgerMismatch: Error, Equatable, CustomStringConvertible {
  /// One line for each contradiction, then the table.
  public let description: String

  /// Nil when everything agrees. `recorded` may be left out, when nobody counted.
  init?(_ ledger: Ledger, recorded: ItemCounts?, taken: ItemCounts, rejected: ItemCounts) {
    let found = ledger.exported + ledger.rejected + ledger.droppedTotal + ledger.queued + ledger.spooled
    var problems: [String] = []
    for signal in TelemetrySignal.allCases {
      func compare(_ place: String, _ left: ItemCounts, _ other: String, _ right: ItemCounts) {
        guard left[signal] != right[signal] else { return }
        problems.append("\(signal.items): \(place) \(left[signal]), \(other) \(right[signal])")
      }
      compare("accepted", ledger.accepted, "but accounted for", found)
      if let recorded { compare("recorded", recorded, "but accepted", ledger.accepted) }
      compare("exported", ledger.exported, "but the collector took", taken)
      compare("rejected", ledger.rejected, "but the collector rejected", rejected)
    }
    guard !problems.isEmpty else { return nil }

    var rows: [(String, ItemCounts)] = recorded.map { [("recorded", $0)] } ?? []
    rows += [("accepted", ledger.accepted), ("= exported", ledger.exported), ("+ rejected", ledger.rejected)]
    rows += ledger.dropped.sorted { $0.key.rawValue < $1.key.rawValue }.map { ("+ dropped (\($0))", $1) }
    rows += [("+ queued", ledger.queued), ("+ spooled", ledger.spooled)]
    rows += [("collector took", taken), ("collector rejected", rejected)]
    description = (["the ledger does not add up"] + problems.map { "  \($0)" } + Self.table(rows))
      .joined(separator: "\n")
  }

  /// Aligned columns, one for each signal.
  private static func table(_ rows: [(name: String, counts: ItemCounts)]) -> [String] {
    let titles = TelemetrySignal.allCases.map(\.items)
    let nameWidth = rows.map(\.name.count).max() ?? 0
    let widths = zip(TelemetrySignal.allCases, titles).map { signal, title in
      max(title.count, rows.map { "\($0.counts[signal])".count }.max() ?? 0)
    }
    func line(_ name: String, _ cells: [String]) -> String {
      let padded = zip(cells, widths).map { cell, width in
        String(repeating: " ", count: width - cell.count) + cell
      }
      return name + String(repeating: " ", count: nameWidth - name.count) + "  "
        + padded.joined(separator: "  ")
    }
    return [line("", titles)]
      + rows.map { row in line(row.name, TelemetrySignal.allCases.map { "\(row.counts[$0])" }) }
  }
}

extension TelemetrySignal {
  fileprivate var items: String {
    switch self {
    case .metrics: "data points"
    case .traces: "spans"
    case .logs: "log records"
    }
  }
}
