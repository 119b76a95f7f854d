/// One measurement kept as an example of those a point sums up, with the span it was made in (M-93).
public struct Exemplar: Equatable, Sendable {
  /// The attributes of the measurement that its point does not have; with those of the point they are all (M-97).
  public let filteredAttributes: AttributeSet
  /// When the measurement was made.
  public private(set) var time: Timestamp
  /// What was measured.
  public let value: NumberValue
  /// The trace and the span in which it was made, and nothing else of their context; nil when there was none.
  public let spanContext: SpanContext?

  /// An example of these parts; of `spanContext` only the two ids are kept.
  public init(
    filteredAttributes: AttributeSet = .empty,
    time: Timestamp,
    value: NumberValue,
    spanContext: SpanContext? = nil
  ) {
    self.filteredAttributes = filteredAttributes
    self.time = time
    self.value = value
    self.spanContext = spanContext.flatMap { context in
      guard context.traceID.isValid || context.spanID.isValid else { return nil }
      return SpanContext(traceID: context.traceID, spanID: context.spanID)
    }
  }

  /// The same example with a time after `start` and not after `end`, as readers of its point expect (M-98).
  ///
  /// A measurement made while a collection begins, or before the clock was set back, can say a time outside of the
  /// interval it is counted in.
  func moved(after start: Timestamp?, upTo end: Timestamp) -> Exemplar {
    var moved = self
    if let start { moved.time = max(time, start.advanced(by: .nanoseconds(1))) }
    moved.time = min(moved.time, end)
    return moved
  }
}
