import OTLPReceiver
import SessionBuddyBridge
package import Telemetry

/// The spans of one trace, every child below its parent, and below them what other traces link to its root.
package struct SpanTree {
  struct Row {
    let branch: String
    let span: SpanData
    /// What the span links to, when it is of another trace.
    var target: String?
  }

  private static let deepest = 16
  /// Links are shown in a few rows, however many there are.
  private static let mostLinks = 3
  private static let longestID = 40

  private(set) var rows: [Row] = []
  let root: SpanData?

  /// The trace that ended last, of those that link to no other; one that was cut short counts only if all were.
  package init(latestOf spans: [SpanData]) {
    let roots = spans.filter { !$0.parentSpanID.isValid }
    let own = roots.filter { $0.links.isEmpty }
    root = (own.isEmpty ? roots : own).max { left, right in
      (left.isComplete ? 1 : 0, left.end) < (right.isComplete ? 1 : 0, right.end)
    }
    guard let root else { return }
    let trace = spans.filter { $0.context.traceID == root.context.traceID }
    var children = Dictionary(grouping: trace, by: \.parentSpanID)
    rows = [Row(branch: "", span: root)]
    addRows(below: root, &children, indent: "")
    addLinks(to: root, of: spans)
  }

  /// What stands above it: whose trace it is.
  package var title: String {
    guard case .string(let id) = root?.attributes["session.id"] else { return "LAST TRACE" }
    return "LAST TRACE, session \(String(id.printable.prefix(Self.longestID)))"
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

  private mutating func addLinks(to root: SpanData, of spans: [SpanData]) {
    let linked = spans.filter { span in
      span.context.traceID != root.context.traceID
        && span.links.contains {
          $0.context.traceID == root.context.traceID && $0.context.spanID == root.context.spanID
        }
    }
    let target = root.name.split(separator: ".").last.map(String.init) ?? root.name
    rows += linked.sorted { $0.start < $1.start }.suffix(Self.mostLinks).map { span in
      Row(branch: "", span: span, target: target)
    }
  }
}

extension SpanData {
  /// Whether nobody says that the work was cut short.
  fileprivate var isComplete: Bool {
    guard case .string(let outcome) = attributes["outcome"] else { return true }
    return outcome == SessionOutcome.success.rawValue || outcome == SessionOutcome.error.rawValue
  }
}
