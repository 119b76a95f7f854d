extension Context {
  /// The context of the running task, or of the thread outside of tasks (C-04).
  public static var current: Context {
    guard let carried = CarriedContext.current else { return BoundContext.current?.context ?? Context() }
    return current(beside: carried)
  }

  /// The inner one of what another library carries and of what was made current here.
  package static func current(beside carried: CarriedContext) -> Context {
    guard let bound = BoundContext.current, !bound.surrounds(carried) else { return carried.context }
    return bound.context
  }

  /// Runs `body` with this context as the current one, and brings the former back, also after an error (C-05).
  public func run<Output, Failure: Error>(_ body: () throws(Failure) -> Output) throws(Failure) -> Output {
    // The task local's own `withValue` only rethrows untyped errors, so the typed one travels in a result.
    let result: Result<Output, Failure> = BoundContext.$current.withValue(BoundContext(self)) {
      do throws(Failure) {
        return .success(try body())
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Runs `body` with this context as the current one, across suspensions and child tasks (C-05).
  public func run<Output>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Output
  ) async rethrows -> Output {
    try await BoundContext.$current.withValue(BoundContext(self)) { try await body() }
  }
}
