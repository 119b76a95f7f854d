extension Context {
  /// What the running task has beside ``Span/current``.
  @TaskLocal static var currentContents: ContextContents?

  /// The context of the running task, or of the thread outside of tasks (C-04).
  public static var current: Context {
    Context(span: Span.current, contents: currentContents)
  }

  /// Runs `body` with this context as the current one, and brings the former back, also after an error (C-05).
  public func run<Output, Failure: Error>(_ body: () throws(Failure) -> Output) throws(Failure) -> Output {
    // The task local's own `withValue` only rethrows untyped errors, so the typed one travels in a result.
    let result: Result<Output, Failure> = Self.$currentContents.withValue(contents) {
      Span.$current.withValue(span) {
        do throws(Failure) {
          return .success(try body())
        } catch {
          return .failure(error)
        }
      }
    }
    return try result.get()
  }

  /// Runs `body` with this context as the current one, across suspensions and child tasks (C-05).
  public func run<Output>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Output
  ) async rethrows -> Output {
    try await Self.$currentContents.withValue(contents) {
      try await Span.$current.withValue(span) { try await body() }
    }
  }
}
