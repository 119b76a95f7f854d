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
  mutating func set(_ key: String, _ value: AttributeValue, within limits: SpanLimits) {
    guard !key.isEmpty else { return }
    if let known = attributes.firstIndex(where: { $0.key == key }) {
      attributes[known].value = limits.limited(value)
    } else if attributes.count < limits.attributeCount {
      attributes.append((key, limits.limited(value)))
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
