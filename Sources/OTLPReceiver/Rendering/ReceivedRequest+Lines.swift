public import Telemetry

extension ReceivedRequest {
  /// One readable line per data point, span or log record, safe to show in a terminal.
  public var lines: [String] {
    switch content {
    case .metrics(let metrics): metrics.flatMap { $0.lines.map { "metric " + $0 } }
    case .traces(let spans): spans.map { "span   " + $0.line }
    case .logs(let records): records.map { "log    " + $0.line }
    }
  }
}

extension SpanData {
  /// Name, kind, duration, status, ids and attributes on one line.
  ///
  /// ```
  /// session_buddy.checkpoint internal 12.5ms ok trace=… span=… parent=… {project_path=/p}
  /// ```
  public var line: String {
    var parts = [name, kind.map { "\($0)" } ?? "unspecified", Self.milliseconds(end.duration(since: start))]
    parts += [status.text, "trace=\(context.traceID)", "span=\(context.spanID)"]
    if parentSpanID.isValid { parts.append("parent=\(parentSpanID)") }
    if !attributes.isEmpty { parts.append(attributes.description) }
    if !events.isEmpty { parts.append("events=[\(events.map(\.name).joined(separator: ", "))]") }
    if !links.isEmpty { parts.append("links=\(links.count)") }
    return parts.map(\.shown).joined(separator: " ")
  }

  private static func milliseconds(_ duration: Duration) -> String {
    let microseconds = duration.wholeNanoseconds / 1_000
    return "\(Double(microseconds) / 1_000)ms"
  }
}

extension SpanStatus {
  /// `unset`, `ok`, `error`, or `error(what happened)`.
  package var text: String {
    switch self {
    case .unset: "unset"
    case .ok: "ok"
    case .error(let description): description.isEmpty ? "error" : "error(\(description))"
    }
  }
}

extension LogRecordData {
  /// Severity, event name, body, attributes and span on one line.
  public var line: String {
    var parts = [severity.description]
    if !eventName.isEmpty { parts.append("event=\(eventName)") }
    if body != .empty { parts.append("\"\(body)\"") }
    if !attributes.isEmpty { parts.append(attributes.description) }
    if spanContext.isValid { parts.append("trace=\(spanContext.traceID) span=\(spanContext.spanID)") }
    return parts.map(\.shown).joined(separator: " ")
  }
}
