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
}
