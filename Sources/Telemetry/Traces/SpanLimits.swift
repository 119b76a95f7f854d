import WireFormat

/// How much a span may hold; what exceeds a limit is discarded and counted (T-53).
///
/// The names are the specification's without the word limit.
public struct SpanLimits: Equatable, Sendable {
  /// Attributes of a span.
  public var attributeCount: Int
  /// Events of a span.
  public var eventCount = 128
  /// Links of a span.
  public var linkCount = 128
  /// Attributes of one event or link.
  public var attributeCountPerItem: Int
  /// Unicode scalars of a text and bytes of a byte array, in all attributes of a span, its events and its links; nil
  /// keeps all.
  public var attributeValueLength: Int?
  /// How deep arrays and maps of these attributes lie inside each other, 30 at most; a deeper one becomes empty.
  public var attributeValueDepth: Int

  /// The `general` limits, by default the specification's, which can then be changed for spans.
  public init(_ general: AttributeLimits = AttributeLimits()) {
    attributeCount = general.attributeCount
    attributeCountPerItem = general.attributeCount
    attributeValueLength = general.attributeValueLength
    attributeValueDepth = general.attributeValueDepth
  }

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

  func limited(_ value: AttributeValue) -> AttributeValue {
    guard limitsValues else { return value }
    return value.limited(
      toLength: attributeValueLength, depth: min(attributeValueDepth, ByteWriter.maximumValueDepth))
  }

  /// Whether values are to be looked into; what is nested too deep for anybody is left out when it is written.
  private var limitsValues: Bool {
    attributeValueLength != nil || attributeValueDepth < ByteWriter.maximumValueDepth
  }

  private func cut(_ attributes: inout AttributeSet) -> UInt32 {
    let kept = min(max(attributeCountPerItem, 0), attributes.count)
    let excess = attributes.count - kept
    guard excess > 0 || (limitsValues && kept > 0) else { return 0 }
    attributes = AttributeSet(
      attributes.prefix(kept).map { ($0.key, limited($0.value)) })
    return UInt32(clamping: excess)
  }
}
