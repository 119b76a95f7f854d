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

/// What a tracer's spans have in common.
package final class TracerIdentity: Sendable {
  /// What produces the spans.
  package let resource: Resource
  /// Which code makes them.
  package let scope: InstrumentationScope

  package init(resource: Resource, scope: InstrumentationScope) {
    self.resource = resource
    self.scope = scope
  }
}

/// A span at its end, as it is handed to processors; the parts are final.
public struct FinishedSpan: Sendable {
  /// An attribute in the order it was first set.
  package typealias Attribute = (key: String, value: AttributeValue)

  package let tracer: TracerIdentity
  /// Its identity.
  public let context: SpanContext
  package let parent: SpanContext?
  package let kind: SpanKind
  package let start: Timestamp
  package let end: Timestamp
  package let content: SpanContent

  package init(
    tracer: TracerIdentity,
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

/// What a span collects while it runs, within its limits.
package struct SpanContent: Sendable {
  package var name: String
  package var attributes: [FinishedSpan.Attribute] = []
  package var droppedAttributes: UInt32 = 0
  package var events: [SpanEvent] = []
  package var droppedEvents: UInt32 = 0
  package var links: [SpanLink] = []
  package var droppedLinks: UInt32 = 0
  package var status = SpanStatus.unset

  package init(name: String) {
    self.name = name
  }

  /// The last value of a key counts; a new key beyond the limit is discarded and counted.
  mutating func set(_ key: String, _ value: AttributeValue, limit: Int) {
    guard !key.isEmpty else { return }
    if let known = attributes.firstIndex(where: { $0.key == key }) {
      attributes[known].value = value
    } else if attributes.count < limit {
      attributes.append((key, value))
    } else {
      droppedAttributes &+= 1
    }
  }

  mutating func add(_ event: SpanEvent, limit: Int) {
    if events.count < limit { events.append(event) } else { droppedEvents &+= 1 }
  }

  mutating func add(_ link: SpanLink, limit: Int) {
    if links.count < limit { links.append(link) } else { droppedLinks &+= 1 }
  }

  /// Ok is final, unset never replaces anything (T-20).
  mutating func set(_ new: SpanStatus) {
    if status != .ok, new != .unset { status = new }
  }
}

/// How much a span may hold; what exceeds a limit is discarded and counted (T-53).
public struct SpanLimits: Equatable, Sendable {
  /// Attributes of a span.
  public var attributeCount = 128
  /// Events of a span.
  public var eventCount = 128
  /// Links of a span.
  public var linkCount = 128
  /// Attributes of one event or link.
  public var attributeCountPerItem = 128

  /// The specification's defaults.
  public init() {}

  func limited(_ event: SpanEvent) -> SpanEvent {
    var event = event
    event.droppedAttributes &+= cut(&event.attributes)
    return event
  }

  func limited(_ link: SpanLink) -> SpanLink {
    var link = link
    link.droppedAttributes &+= cut(&link.attributes)
    return link
  }

  private func cut(_ attributes: inout AttributeSet) -> UInt32 {
    let excess = attributes.count - attributeCountPerItem
    guard excess > 0 else { return 0 }
    attributes = AttributeSet(attributes.prefix(attributeCountPerItem).map { ($0.key, $0.value) })
    return UInt32(clamping: excess)
  }
}
