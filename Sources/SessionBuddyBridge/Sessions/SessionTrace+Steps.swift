public import Telemetry

extension SessionTrace {
  /// Starts the span of a step, below the current span if that is one of the session's, otherwise below the root.
  ///
  /// It ends when you end it. Attributes of your own must not be the text of a query, the path of a file, or a URL.
  public func startSpan(_ step: SessionStep, attributes: AttributeSet = [:]) -> Span {
    var attributes = attributes.merging(common)
    if case .tool(let name) = step {
      attributes = attributes.merging([SessionKey.tool: .string(Labels.name(name))])
    }
    let root = context
    let current = Span.current?.context
    let isInside = current.map { $0.isValid && $0.traceID == root.traceID } ?? false
    return spans.tracer.startSpan(
      step.name, parent: isInside ? .current : .context(root), attributes: attributes)
  }

  /// Runs `body` in the span of a step, which is current meanwhile; a thrown error is recorded, by its type alone where
  /// paths are anonymized, and makes the status error.
  public func withSpan<Output, Failure: Error>(
    _ step: SessionStep,
    attributes: AttributeSet = [:],
    _ body: (Span) throws(Failure) -> Output
  ) throws(Failure) -> Output {
    let span = startSpan(step, attributes: attributes)
    defer { span.end() }
    return try spans.run(in: span, body)
  }

  /// Runs `body` in the span of a step, across suspensions and child tasks.
  public func withSpan<Output, Failure: Error>(
    _ step: SessionStep,
    attributes: AttributeSet = [:],
    isolation: isolated (any Actor)? = #isolation,
    _ body: (Span) async throws(Failure) -> Output
  ) async throws(Failure) -> Output {
    let span = startSpan(step, attributes: attributes)
    defer { span.end() }
    return try await spans.run(in: span, isolation: isolation, body)
  }
}
