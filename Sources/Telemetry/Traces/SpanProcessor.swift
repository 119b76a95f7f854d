/// Hears of every recording span; called on the thread that starts or ends it, in the order of registration
/// (T-56). It must not block.
public protocol SpanProcessor: AnyObject, Sendable {
  /// A span has begun; it may still be changed.
  func onStart(_ span: Span)
  /// A span has ended.
  func onEnd(_ span: FinishedSpan)
  /// Sends what waits; false when some of it still waits at `deadline`.
  func flush(until deadline: Instant) -> Bool
  /// Sends what waits and gives up the rest at `deadline`; spans that end later are refused.
  func shutdown(until deadline: Instant) -> Bool
}
