extension Tracer {
  /// Runs `body` in a new span that is current meanwhile; a thrown error is recorded and makes the status error.
  @inlinable
  public func withSpan<Result, Failure: Error>(
    _ name: String,
    kind: SpanKind = .internal,
    parent: Parent = .current,
    attributes: AttributeLiteral = [:],
    _ body: (Span) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try run(startSpan(name, kind: kind, parent: parent, attributes: attributes), body)
  }

  /// Runs `body` in a new span that is current meanwhile; a thrown error is recorded and makes the status error.
  @_disfavoredOverload
  public func withSpan<Result, Failure: Error>(
    _ name: String,
    kind: SpanKind = .internal,
    parent: Parent = .current,
    attributes: AttributeSet,
    _ body: (Span) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try run(startSpan(name, kind: kind, parent: parent, attributes: attributes), body)
  }

  /// Runs `body` in a new span that is current meanwhile, across suspensions and child tasks; a thrown error is recorded
  /// and makes the status error.
  @inlinable
  public func withSpan<Result, Failure: Error>(
    _ name: String,
    kind: SpanKind = .internal,
    parent: Parent = .current,
    attributes: AttributeLiteral = [:],
    isolation: isolated (any Actor)? = #isolation,
    _ body: (Span) async throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    let span = startSpan(name, kind: kind, parent: parent, attributes: attributes)
    return try await run(span, isolation: isolation, body)
  }

  /// Runs `body` in a new span that is current meanwhile, across suspensions and child tasks; a thrown error is recorded
  /// and makes the status error.
  @_disfavoredOverload
  public func withSpan<Result, Failure: Error>(
    _ name: String,
    kind: SpanKind = .internal,
    parent: Parent = .current,
    attributes: AttributeSet,
    isolation: isolated (any Actor)? = #isolation,
    _ body: (Span) async throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    let span = startSpan(name, kind: kind, parent: parent, attributes: attributes)
    return try await run(span, isolation: isolation, body)
  }

  @usableFromInline
  func run<Output, Failure: Error>(
    _ span: Span, isolation: isolated (any Actor)?, _ body: (Span) async throws(Failure) -> Output
  ) async throws(Failure) -> Output {
    let result: Result<Output, Failure> = await span.runAsCurrent(isolation: isolation) {
      do throws(Failure) {
        return .success(try await body(span))
      } catch {
        return .failure(error)
      }
    }
    return try Self.end(span, with: result)
  }

  @usableFromInline
  func run<Output, Failure: Error>(
    _ span: Span, _ body: (Span) throws(Failure) -> Output
  ) throws(Failure) -> Output {
    // What runs with a task local only rethrows untyped errors, so the typed one travels in a result.
    let result: Result<Output, Failure> = span.runAsCurrent {
      do throws(Failure) {
        return .success(try body(span))
      } catch {
        return .failure(error)
      }
    }
    return try Self.end(span, with: result)
  }

  private static func end<Output, Failure: Error>(
    _ span: Span, with result: Result<Output, Failure>
  ) throws(Failure) -> Output {
    defer { span.end() }
    if case .failure(let error) = result, span.isRecording {
      span.recordError(error)
      span.setStatus(.error("\(error)"))
    }
    return try result.get()
  }
}
