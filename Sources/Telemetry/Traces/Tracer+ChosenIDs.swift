extension Tracer {
  /// Starts a root span whose ids follow from what it is about, such as a session; they do not pass for random (P-21).
  ///
  /// Who calls this twice with the same ids makes two spans that no backend can tell apart.
  package func startRoot(
    _ name: String,
    traceID: TraceID,
    spanID: SpanID,
    attributes: AttributeSet = [:],
    at start: Timestamp? = nil
  ) -> Span {
    let chosen = Tracer(TracerCore(core, ids: ChosenIDs(traceID: traceID, spanID: spanID)))
    return chosen.startSpan(name, parent: .root, attributes: attributes, at: start)
  }
}

/// The ids of one span.
private struct ChosenIDs: IDGenerator {
  let traceID: TraceID
  let spanID: SpanID

  func makeTraceID() -> TraceID { traceID }
  func makeSpanID() -> SpanID { spanID }
}
