/// A context that was made current, and what another library carried at that moment.
struct BoundContext: Sendable {
  /// What the running task was given.
  @TaskLocal static var current: BoundContext?

  let context: Context
  private let surroundings: CarriedContext?

  /// To be bound here and now.
  init(_ context: Context) {
    self.context = context.withSpan
    surroundings = .current
  }

  /// The current context with another span, to be bound here and now.
  init(span: Span) {
    surroundings = .current
    context = Context.current.setting(span: span)
  }

  /// Whether `carried` was bound inside this.
  func surrounds(_ carried: CarriedContext) -> Bool {
    (surroundings ?? .nothing) !== carried
  }
}

extension Span {
  /// The span the current task works in; nil outside any.
  ///
  /// It is set by ``Tracer/withSpan(_:kind:parent:attributes:_:)`` and ``Context/run(_:)``, for the time of their closure.
  public static var current: Span? {
    guard let carried = CarriedContext.current else { return BoundContext.current?.context.span }
    return Context.current(beside: carried).span
  }
}
