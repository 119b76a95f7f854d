package import Telemetry
package import WireFormat

extension ByteWriter {
  /// `Span` as an element of `ScopeSpans.spans`.
  package mutating func span(_ span: FinishedSpan) {
    let context = span.context
    let parent = span.parent
    let start = span.start
    span.withContent { content in
      // What is known of its size without counting: two ids, two times, and what it collected.
      message(0x12, expecting: 120 &+ content.items.count) { writer in
        writer.traceID(0x0A, context.traceID)
        writer.spanID(0x12, context.spanID)
        writer.nonEmpty(0x1A, context.traceState.header)
        if let parent { writer.spanID(0x22, parent.spanID) }
        writer.nonEmpty(0x2A, content.name)
        writer.nonZero(0x30, UInt64(span.kind.rawValue))
        writer.fixed64(0x39, start.nanosecondsSinceEpoch)
        writer.fixed64(0x41, max(start, content.end ?? start).nanosecondsSinceEpoch)
        writer.raw(content.items)
        writer.nonZero(0x50, UInt64(content.droppedAttributes))
        writer.nonZero(0x60, UInt64(content.droppedEvents))
        writer.nonZero(0x70, UInt64(content.droppedLinks))
        writer.status(content.status)
        writer.byte(0x85)
        writer.byte(0x01)
        writer.fixed32(context.flags.onTheWire(isRemote: parent?.isRemote ?? false))
      }
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
}
