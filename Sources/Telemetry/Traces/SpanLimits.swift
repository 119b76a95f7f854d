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
