import OTLPReceiver
package import Telemetry

/// The spans of one trace, every child below its parent.
package struct SpanTree {
  private struct Row {
    let branch: String
    let span: SpanData
  }

  private static let deepest = 16

  private var rows: [Row] = []
  private let root: SpanData?

  /// The trace whose root ended last.
  package init(latestOf spans: [SpanData]) {
    root = spans.filter { !$0.parentSpanID.isValid }.max { $0.end < $1.end }
    guard let root else { return }
    let trace = spans.filter { $0.context.traceID == root.context.traceID }
    var children = Dictionary(grouping: trace, by: \.parentSpanID)
    rows = [Row(branch: "", span: root)]
    addRows(below: root, &children, indent: "")
  }

  /// Takes out of `children` what it adds, so that spans in a circle end.
  private mutating func addRows(
    below parent: SpanData,
    _ children: inout [SpanID: [SpanData]],
    indent: String
  ) {
    guard indent.count < 3 * Self.deepest else { return }
    let spans = (children.removeValue(forKey: parent.context.spanID) ?? []).sorted { $0.start < $1.start }
    for (index, span) in spans.enumerated() {
      let isLast = index == spans.count - 1
      rows.append(Row(branch: indent + (isLast ? "└─ " : "├─ "), span: span))
      addRows(below: span, &children, indent: indent + (isLast ? "   " : "│  "))
    }
  }

  /// One row per span, as many as there is room for, with a bar where it lies in time.
  package func lines(width: Int, rows limit: Int) -> [Line] {
    let shown = rows.prefix(limit).map { line($0, width: width) }
    return shown + Array(repeating: Line(), count: limit - shown.count)
  }

  private func line(_ row: Row, width: Int) -> Line {
    let span = row.span
    var line = Line("   ")
    line.add(row.branch, .faint)
    line.add(span.name.printable.fitted(to: max(34 - row.branch.count, 8)))
    line.add(Figures.duration(span.end.duration(since: span.start).inSeconds), .strong, in: 9, .right)
    line.add("  ")
    let bar = max(width - line.width - 9, 8)
    line.add(timeline(span, columns: bar))
    line.add(" ")
    line.add(span.status.word, span.status.style, in: 7)
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
