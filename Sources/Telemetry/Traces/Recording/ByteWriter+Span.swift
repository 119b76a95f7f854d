package import WireFormat

extension ByteWriter {
  /// `Span` as an element of `ScopeSpans.spans`, from what was written while it ran.
  package mutating func span(_ span: FinishedSpan) {
    let recording = span.recording
    let context = recording.context
    let parent = recording.parent
    recording.read { content in
      // What is known of its size without counting: two ids, two times, and what it collected.
      let message = open(0x12, expecting: 120 &+ content.items.count)
      traceID(0x0A, context.traceID)
      spanID(0x12, context.spanID)
      if !context.traceState.isEmpty { string(0x1A, context.traceState.header) }
      if parent.isValid { spanID(0x22, parent.spanID) }
      nonEmpty(0x2A, content.name)
      let end = max(recording.start, content.end ?? recording.start)
      kindAndTimes(recording.kind, recording.start, end)
      raw(content.items)
      if content.hasDropped { dropped(content) }
      if content.status != .unset { status(content.status) }
      flags(context.flags.onTheWire(isRemote: parent.isRemote))
      close(message)
    }
  }

  @inline(__always)
  private mutating func kindAndTimes(_ kind: SpanKind, _ start: Timestamp, _ end: Timestamp) {
    unsafe append(atMost: 20) { target in
      unsafe target.storeBytes(of: 0x30, as: UInt8.self)
      unsafe target.storeBytes(of: UInt8(truncatingIfNeeded: kind.rawValue), toByteOffset: 1, as: UInt8.self)
      unsafe target.storeBytes(of: 0x39, toByteOffset: 2, as: UInt8.self)
      unsafe target.storeBytes(
        of: start.nanosecondsSinceEpoch.littleEndian, toByteOffset: 3, as: UInt64.self)
      unsafe target.storeBytes(of: 0x41, toByteOffset: 11, as: UInt8.self)
      unsafe target.storeBytes(of: end.nanosecondsSinceEpoch.littleEndian, toByteOffset: 12, as: UInt64.self)
      return 20
    }
  }

  @inline(__always)
  private mutating func flags(_ flags: UInt32) {
    unsafe append(atMost: 6) { target in
      unsafe target.storeBytes(of: 0x85, as: UInt8.self)
      unsafe target.storeBytes(of: 0x01, toByteOffset: 1, as: UInt8.self)
      unsafe target.storeBytes(of: flags.littleEndian, toByteOffset: 2, as: UInt32.self)
      return 6
    }
  }

  @inline(never)
  private mutating func dropped(_ content: borrowing SpanContent) {
    nonZero(0x50, UInt64(content.droppedAttributes))
    nonZero(0x60, UInt64(content.droppedEvents))
    nonZero(0x70, UInt64(content.droppedLinks))
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
