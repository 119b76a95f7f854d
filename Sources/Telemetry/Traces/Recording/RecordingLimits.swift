/// The limits of a tracer's spans in the form recording asks them.
struct RecordingLimits: Sendable {
  let attributes: UInt32
  let attributesPerItem: UInt32
  let events: UInt32
  let links: UInt32
  /// Nil when no value is looked into.
  let values: AttributeLimits?
  /// Whether attributes may be written from where they lie: no value is looked into, and it is known how they lie.
  let readsLayout: Bool

  init(_ limits: SpanLimits) {
    attributes = UInt32(clamping: limits.attributeCount)
    attributesPerItem = UInt32(clamping: limits.attributeCountPerItem)
    events = UInt32(clamping: limits.eventCount)
    links = UInt32(clamping: limits.linkCount)
    var values = AttributeLimits()
    values.attributeValueLength = limits.attributeValueLength
    values.attributeValueDepth = limits.attributeValueDepth
    self.values = values.limitsValues ? values : nil
    readsLayout = !values.limitsValues && AttributeLayout.isKnown
  }
}
