/// Hears of every recording span; called on the thread that starts or ends it, in the order of registration, and safe
/// from any (T-56, T-58). It must not block.
public protocol SpanProcessor: AnyObject, Sendable {
  /// Whether ``onStart(_:in:)`` does anything; asked once by each tracer, which saves a call for every span.
  var hearsStarts: Bool { get }
  /// A span has begun in `context`, that of its parent; it is the one that the program gets, and may be changed (T-36).
  func onStart(_ span: Span, in context: Context)
  /// A span has ended; ``FinishedSpan/data`` is all that was said about it.
  func onEnd(_ span: FinishedSpan)
  /// Sends what waits; false when some of it still waits at `deadline`.
  func flush(until deadline: Instant) -> Bool
  /// Sends what waits and gives up the rest at `deadline`; spans that end later are refused without a word (T-59).
  func shutdown(until deadline: Instant) -> Bool
}

extension SpanProcessor {
  /// True.
  public var hearsStarts: Bool { true }
  /// Does nothing.
  public func onStart(_ span: Span, in context: Context) {}
}
