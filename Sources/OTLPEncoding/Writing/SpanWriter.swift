package import Telemetry
package import WireFormat

extension ByteWriter {
  /// `Span` as an element of `ScopeSpans.spans`.
  package mutating func span(_ span: FinishedSpan) {
    let content = span.content
    message(0x12, expecting: 300) { writer in
      writer.traceID(0x0A, span.context.traceID)
      writer.spanID(0x12, span.context.spanID)
      writer.nonEmpty(0x1A, span.context.traceState.header)
      if let parent = span.parent { writer.spanID(0x22, parent.spanID) }
      writer.nonEmpty(0x2A, content.name)
      writer.nonZero(0x30, UInt64(span.kind.rawValue))
      writer.fixed64(0x39, span.start.nanosecondsSinceEpoch)
      writer.fixed64(0x41, max(span.start, span.end).nanosecondsSinceEpoch)
      for attribute in content.attributes { writer.keyValue(0x4A, attribute.key, attribute.value) }
      writer.nonZero(0x50, UInt64(content.droppedAttributes))
      for event in content.events { writer.event(event) }
      writer.nonZero(0x60, UInt64(content.droppedEvents))
      for link in content.links { writer.link(link) }
      writer.nonZero(0x70, UInt64(content.droppedLinks))
      writer.status(content.status)
      writer.byte(0x85)
      writer.byte(0x01)
      writer.fixed32(Self.flags(span.context.flags, isRemote: span.parent?.isRemote ?? false))
    }
  }

  private mutating func event(_ event: SpanEvent) {
    message(0x5A, expecting: 64) { writer in
      writer.fixed64(0x09, event.time.nanosecondsSinceEpoch)
      writer.nonEmpty(0x12, event.name)
      writer.attributes(0x1A, event.attributes)
      writer.nonZero(0x20, UInt64(event.droppedAttributes))
    }
  }

  private mutating func link(_ link: SpanLink) {
    message(0x6A, expecting: 64) { writer in
      writer.traceID(0x0A, link.context.traceID)
      writer.spanID(0x12, link.context.spanID)
      writer.nonEmpty(0x1A, link.context.traceState.header)
      writer.attributes(0x22, link.attributes)
      writer.nonZero(0x28, UInt64(link.droppedAttributes))
      writer.byte(0x35)
      writer.fixed32(Self.flags(link.context.flags, isRemote: link.context.isRemote))
    }
  }

  /// Left out when unset; the description only travels with an error (T-20, W-09).
  private mutating func status(_ status: SpanStatus) {
    switch status {
    case .unset: break
    case .ok: message(0x7A, expecting: 2) { $0.nonZero(0x18, 1) }
    case .error(let description):
      message(0x7A, expecting: 2 &+ description.utf8.count) { writer in
        writer.nonEmpty(0x12, description)
        writer.nonZero(0x18, 2)
      }
    }
  }

  /// Four bytes, the tag not included.
  mutating func fixed32(_ value: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) { byte(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  /// The W3C flags, that remoteness is known, and whether it holds (T-66).
  private static func flags(_ flags: TraceFlags, isRemote: Bool) -> UInt32 {
    UInt32(flags.rawValue) | 0x100 | (isRemote ? 0x200 : 0)
  }
}
