extension Span {
  /// What was made current here; another library may have made something else current inside.
  @TaskLocal static var bound: Span?

  /// The span the current task works in; nil outside any.
  ///
  /// It is set by ``Tracer/withSpan(_:kind:parent:attributes:_:)`` and ``Context/run(_:)``, for the time of their closure.
  public static var current: Span? {
    guard let inner = CarriedContext.inner else { return bound }
    return inner.context.span
  }

  /// Runs `body` with this span as the current one, and everything else in the context as it is.
  package func runAsCurrent<Output>(_ body: () -> Output) -> Output {
    guard let inner = CarriedContext.inner else { return Self.$bound.withValue(self, operation: body) }
    return inner.context.setting(span: self).run(body)
  }

  /// Runs `body` with this span as the current one, across suspensions and child tasks.
  package func runAsCurrent<Output>(
    isolation: isolated (any Actor)?, _ body: () async -> Output
  ) async -> Output {
    guard let inner = CarriedContext.inner else { return await Self.$bound.withValue(self, operation: body) }
    return await inner.context.setting(span: self).run(isolation: isolation, body)
  }
}
