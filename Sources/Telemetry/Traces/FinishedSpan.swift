/// A span at its end, as it is handed to processors; the parts are final.
public struct FinishedSpan: Sendable {
  /// An attribute in the order it was first set.
  package typealias Attribute = (key: String, value: AttributeValue)

  package let tracer: ScopeIdentity
  /// Its identity.
  public let context: SpanContext
  /// That of its parent; nil for a root span.
  public let parent: SpanContext?
  package let kind: SpanKind
  package let start: Timestamp
  package let end: Timestamp
  package let content: SpanContent

  package init(
    tracer: ScopeIdentity,
    context: SpanContext,
    parent: SpanContext?,
    kind: SpanKind,
    start: Timestamp,
    end: Timestamp,
    content: SpanContent
  ) {
    self.tracer = tracer
    self.context = context
    self.parent = parent
    self.kind = kind
    self.start = start
    self.end = end
    self.content = content
  }

  /// The whole span as plain values.
  public var data: SpanData {
    SpanData(
      resource: tracer.resource,
      scope: tracer.scope,
      context: context,
      parentSpanID: parent?.spanID ?? .invalid,
      isParentRemote: parent?.isRemote ?? false,
      name: content.name,
      kind: kind,
      start: start,
      end: end,
      attributes: AttributeSet(content.attributes.map { ($0.key, $0.value) }),
      droppedAttributes: content.droppedAttributes,
      events: content.events,
      droppedEvents: content.droppedEvents,
      links: content.links,
      droppedLinks: content.droppedLinks,
      status: content.status
    )
  }
}
