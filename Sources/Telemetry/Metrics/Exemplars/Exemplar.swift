/// One measurement kept as an example of those a point sums up, with the span it was made in (M-93).
public struct Exemplar: Equatable, Sendable {
  /// The attributes of the measurement that its point does not have; with those of the point they are all (M-97).
  public let filteredAttributes: AttributeSet
  /// When the measurement was made.
  public let time: Timestamp
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
}
