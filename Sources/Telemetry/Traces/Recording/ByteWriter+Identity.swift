package import WireFormat

extension ByteWriter {
  /// The sixteen bytes of a trace id.
  package mutating func traceID(_ tag: UInt8, _ id: TraceID) {
    byte(tag)
    byte(16)
    bigEndian(id.high)
    bigEndian(id.low)
  }

  /// The eight bytes of a span id.
  package mutating func spanID(_ tag: UInt8, _ id: SpanID) {
    byte(tag)
    byte(8)
    bigEndian(id.value)
  }
}

extension TraceFlags {
  /// These flags, that it is known whether something is remote, and whether it is (T-66).
  package func onTheWire(isRemote: Bool) -> UInt32 {
    UInt32(rawValue) | 0x100 | (isRemote ? 0x200 : 0)
  }
}
