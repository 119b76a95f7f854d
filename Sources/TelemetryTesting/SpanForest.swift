import OTLPReceiver
import Telemetry

/// Spans under their parents, in the order they began.
struct SpanForest {
  private struct Key: Hashable {
    let trace: TraceID
    let span: SpanID
  }

  private let children: [Key: [SpanData]]
  private let roots: [SpanData]

  init(_ spans: [SpanData]) {
    let known = Set(spans.map { Key(trace: $0.context.traceID, span: $0.context.spanID) })
    let ordered = spans.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
    var roots: [SpanData] = []
    var children: [Key: [SpanData]] = [:]
    for span in ordered.map(\.element) {
      let parent = Key(trace: span.context.traceID, span: span.parentSpanID)
      if span.parentSpanID.isValid, span.parentSpanID != span.context.spanID, known.contains(parent) {
        children[parent, default: []].append(span)
      } else {
        roots.append(span)
      }
    }
    self.roots = roots
    self.children = children
  }

  /// One line per span, children indented below their parent.
  var lines: [String] {
    var lines: [String] = []
    var children = children
    var waiting = roots.reversed().map { (span: $0, depth: 0) }
    while let (span, depth) = waiting.popLast() {
      lines.append(String(repeating: "  ", count: depth) + Self.text(span))
      // Taken out, so that a span sent twice does not show its children twice.
      let key = Key(trace: span.context.traceID, span: span.context.spanID)
      let below = children.removeValue(forKey: key) ?? []
      waiting += below.reversed().map { (span: $0, depth: depth + 1) }
    }
    // What is left are spans that are their own ancestors.
    return lines + children.values.joined().map(Self.text).sorted()
  }

  private static func text(_ span: SpanData) -> String {
    var parts = [span.name, span.kind.map { "\($0)" } ?? "unspecified", span.status.text]
    parts.append(span.attributes.description)
    if !span.events.isEmpty { parts.append("events=[\(span.events.map(\.name).joined(separator: ", "))]") }
    if !span.links.isEmpty { parts.append("links=\(span.links.count)") }
    return parts.joined(separator: " ").printable
  }
}
