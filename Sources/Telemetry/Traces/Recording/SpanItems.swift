import WireFormat

/// What ``SpanContent`` wrote, read back as values.
struct SpanItems {
  private(set) var attributes: [(key: String, value: AttributeValue)] = []
  private(set) var events: [SpanEvent] = []
  private(set) var links: [SpanLink] = []

  init(_ written: borrowing ByteWriter) {
    unsafe written.withBytes { bytes in
      var reader = unsafe AttributeReader(bytes, at: 0)
      while !reader.isAtEnd {
        switch reader.nextTag {
        case SpanContent.eventTag: events.append(Self.event(&reader))
        case SpanContent.linkTag: links.append(Self.link(&reader))
        default: attributes.append(reader.pair())
        }
      }
    }
  }

  private static func event(_ reader: inout AttributeReader) -> SpanEvent {
    var event = SpanEvent(time: Timestamp(nanosecondsSinceEpoch: 0), name: "")
    var attributes: [(String, AttributeValue)] = []
    let end = reader.field().end
    while reader.position < end {
      switch reader.nextTag {
      case 0x09: event.time = Timestamp(nanosecondsSinceEpoch: reader.fixed64())
      case 0x12: event.name = reader.text()
      case 0x1A: attributes.append(reader.pair())
      default: event.droppedAttributes = UInt32(clamping: reader.number())
      }
    }
    event.attributes = AttributeSet(attributes)
    return event
  }

  private static func link(_ reader: inout AttributeReader) -> SpanLink {
    var (traceID, spanID, state, flags) = (TraceID.invalid, SpanID.invalid, "", UInt32(0))
    var attributes: [(String, AttributeValue)] = []
    var dropped: UInt32 = 0
    let end = reader.field().end
    while reader.position < end {
      switch reader.nextTag {
      case 0x0A:
        _ = reader.field()
        traceID = TraceID(high: reader.bigEndian(), low: reader.bigEndian())
      case 0x12:
        _ = reader.field()
        spanID = SpanID(reader.bigEndian())
      case 0x1A: state = reader.text()
      case 0x22: attributes.append(reader.pair())
      case 0x28: dropped = UInt32(clamping: reader.number())
      default: flags = reader.fixed32()
      }
    }
    let context = SpanContext(
      traceID: traceID,
      spanID: spanID,
      flags: TraceFlags(rawValue: UInt8(truncatingIfNeeded: flags)),
      traceState: TraceState(state) ?? TraceState(),
      isRemote: flags & 0x200 != 0
    )
    return SpanLink(context: context, attributes: AttributeSet(attributes), droppedAttributes: dropped)
  }
}
