/// Which span a log record belongs to (L-03).
public enum LogContext: Sendable {
  /// The span the current task works in, if any.
  case current
  /// None.
  case none
  /// The span with this identity, local or remote.
  case span(SpanContext)

  /// The identity at this moment; invalid for none (L-16).
  public var spanContext: SpanContext {
    switch self {
    case .current: Span.current?.context ?? .invalid
    case .none: .invalid
    case .span(let context): context
    }
  }
}
