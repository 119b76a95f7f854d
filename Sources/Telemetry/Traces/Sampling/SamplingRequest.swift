/// What a sampler decides by (T-39).
public struct SamplingRequest: Sendable {
  /// What the span will be a part of, with its baggage; for a root span without a span.
  public let context: Context
  /// The parent's identity; nil for a root span.
  public let parent: SpanContext?
  /// The trace the span will belong to.
  public let traceID: TraceID
  /// What the span is about to do.
  public let name: String
  /// Which side it describes.
  public let kind: SpanKind
  /// The attributes given at creation.
  public let attributes: AttributeSet
  /// The links given at creation.
  public let links: [SpanLink]

  /// What is known of a span that is about to start in `context`.
  public init(
    in context: Context = Context(),
    traceID: TraceID,
    name: String,
    kind: SpanKind = .internal,
    attributes: AttributeSet = [:],
    links: [SpanLink] = []
  ) {
    self.context = context
    parent = context.spanContext.flatMap { $0.isValid ? $0 : nil }
    self.traceID = traceID
    self.name = name
    self.kind = kind
    self.attributes = attributes
    self.links = links
  }
}
