package import WireFormat

extension ByteWriter {
  /// The sixteen bytes of a trace id.
  @inline(__always)
  package mutating func traceID(_ tag: UInt8, _ id: TraceID) { identifier(tag, id.high, id.low) }

  /// The eight bytes of a span id.
  @inline(__always)
  package mutating func spanID(_ tag: UInt8, _ id: SpanID) { identifier(tag, id.value) }
}

extension TraceFlags {
  /// These flags, that it is known whether something is remote, and whether it is (T-66).
  @inline(__always)
  package func onTheWire(isRemote: Bool) -> UInt32 {
    UInt32(rawValue) | 0x100 | (isRemote ? 0x200 : 0)
  }
}
