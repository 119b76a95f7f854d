import OTLPReceiver
import Telemetry

extension SpanTree {
  /// From here on there is room for long names.
  private static let wide = 110
  private static let durationColumns = 9
  private static let statusColumns = 7

  /// One row per span, as many as there is room for: its name, who made it, how long it took, where it lies in time, and
  /// how it went. A span of another trace is shown with an arrow to what it links to.
  package func lines(width: Int, rows limit: Int) -> [Line] {
    let shown = lines(width: width).prefix(limit)
    return shown + Array(repeating: Line(), count: limit - shown.count)
  }

  /// All rows.
  package func lines(width: Int) -> [Line] {
    rows.map { line($0, width: width) }
  }

  private func line(_ row: Row, width: Int) -> Line {
    let span = row.span
    let isWide = width >= Self.wide
    var line = Line("   ")
    line.add(row.branch, .faint)
    line.add(name(of: row, columns: max((isWide ? 48 : 34) - row.branch.count, 8)))
    line.add(" ")
    line.add(span.serviceName.printable, .faint, in: isWide ? 18 : 13)
    line.add(
      Figures.duration(span.end.duration(since: span.start).inSeconds), .strong, in: Self.durationColumns,
      .right)
    line.add("  ")
    line.add(timeline(span, columns: max(width - line.width - Self.statusColumns - 1, 8)))
    line.add(" ")
    line.add(span.status.word, span.status.style, in: Self.statusColumns)
    return line
  }

  /// The name, and what tells one tool or link from another.
  private func name(of row: Row, columns: Int) -> Line {
    var line = Line()
    let name = row.span.name.printable
    line.add(name.count > columns ? name.fitted(to: columns) : name)
    if let target = row.target { line.add(" → \(target)".printable, .accent) }
    if case .string(let tool)? = row.span.attributes["gen_ai.tool.name"] {
      line.add(" \(tool)".printable, .faint)
    }
    line = line.cut(to: columns)
    line.fill(to: columns)
    return line
  }

  private func timeline(_ span: SpanData, columns: Int) -> Line {
    guard let root else { return Line() }
    let whole = max(root.end.duration(since: root.start).inSeconds, 1e-9)
    let start = span.start.duration(since: root.start).inSeconds / whole
    let share = span.end.duration(since: span.start).inSeconds / whole
    let first = min(max(Int(saturating: start * Double(columns)), 0), columns - 1)
    let count = min(max(Int(saturating: (share * Double(columns)).rounded()), 1), columns - first)
    var line = Line(String(repeating: "·", count: first), .faint)
    line.add(String(repeating: "━", count: count), span.status.style == .bad ? .bad : .accent)
    line.add(String(repeating: "·", count: columns - first - count), .faint)
    return line
  }
}

extension SpanData {
  /// Who made the span.
  fileprivate var serviceName: String {
    guard case .string(let name) = resource.attributes["service.name"] else { return "-" }
    return name
  }
}

extension SpanStatus {
  fileprivate var word: String {
    switch self {
    case .unset: "-"
    case .ok: "ok"
    case .error: "error"
    }
  }

  fileprivate var style: Line.Style {
    switch self {
    case .unset: .faint
    case .ok: .good
    case .error: .bad
    }
  }
}
