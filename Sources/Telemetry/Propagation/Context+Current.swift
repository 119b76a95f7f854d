extension Context {
  /// What was made current here beside ``Span/bound``.
  @TaskLocal private static var boundContents: ContextContents?

  /// What was made current here.
  private static var bound: Context { Context(span: Span.bound, contents: boundContents) }

  /// The context of the running task, or of the thread outside of tasks (C-04).
  public static var current: Context {
    guard let inner = CarriedContext.inner else { return bound }
    return inner.context
  }

  /// The inner one of what another library carries and of what was made current here.
  package static func current(beside carried: CarriedContext) -> Context {
    carried.isInner ? carried.context : bound
  }

  /// Runs `body` with this context as the current one, and brings the former back, also after an error (C-05).
  public func run<Output, Failure: Error>(_ body: () throws(Failure) -> Output) throws(Failure) -> Output {
    // The task local's own `withValue` only rethrows untyped errors, so the typed one travels in a result.
    let result: Result<Output, Failure> = CarriedContext.noting {
      Self.$boundContents.withValue(contents) {
        Span.$bound.withValue(span) { Result { () throws(Failure) in try body() } }
      }
    }
    return try result.get()
  }

  /// Runs `body` with this context as the current one, across suspensions and child tasks (C-05).
  public func run<Output>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Output
  ) async rethrows -> Output {
    try await CarriedContext.noting {
      try await Self.$boundContents.withValue(contents) {
        try await Span.$bound.withValue(span) { try await body() }
      }
    }
  }
}
