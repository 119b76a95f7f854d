internal import Telemetry
internal import WireFormat

extension ByteWriter {
  /// A repeated `Exemplar`; the tag depends on the kind of point it belongs to.
  mutating func exemplars(_ tag: UInt8, _ exemplars: [Exemplar]) {
    for exemplar in exemplars {
      message(tag, expecting: Self.expectedBytes(of: exemplar)) { writer in
        writer.fixed64(0x11, exemplar.time.nanosecondsSinceEpoch)
        if case .double(let value) = exemplar.value { writer.double(0x19, value) }
        if let context = exemplar.spanContext {
          if context.spanID.isValid { writer.spanID(0x22, context.spanID) }
          if context.traceID.isValid { writer.traceID(0x2A, context.traceID) }
        }
        if case .int(let value) = exemplar.value { writer.fixed64(0x31, UInt64(bitPattern: value)) }
        writer.attributes(0x3A, exemplar.filteredAttributes)
      }
    }
  }

  /// About how many bytes a point has for its exemplars.
  static func expectedBytes(of exemplars: [Exemplar]) -> Int {
    exemplars.reduce(0) { $0 &+ expectedBytes(of: $1) &+ 2 }
  }

  /// Time and value, the two ids, and the attributes.
  private static func expectedBytes(of exemplar: Exemplar) -> Int {
    18 &+ (exemplar.spanContext == nil ? 0 : 28) &+ exemplar.filteredAttributes.byteCount
  }
}
