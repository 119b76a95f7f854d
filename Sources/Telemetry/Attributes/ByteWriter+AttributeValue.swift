package import WireFormat

extension ByteWriter {
  /// How deep arrays and maps are written, the outermost at depth 1; what lies deeper becomes an empty value.
  ///
  /// Less than the 64 of A-11, because each level of a map takes three messages and most protobuf decoders refuse
  /// more than 100 inside each other: a deeper value would cost the whole request.
  package static let maximumValueDepth = 30

  /// `KeyValue`, with a tag of one byte.
  package mutating func keyValue(_ tag: UInt8, _ key: String, _ value: AttributeValue, depth: Int = 1) {
    message(tag, expecting: key.utf8.count &+ 16) { writer in
      writer.string(0x0A, key)
      writer.anyValue(0x12, value, depth: depth)
    }
  }

  /// `AnyValue`, with a tag of one byte; exactly one member, or none for an empty value (W-04).
  package mutating func anyValue(_ tag: UInt8, _ value: AttributeValue, depth: Int = 1) {
    message(tag, expecting: 1) { writer in
      switch value {
      case .string(let text): writer.string(0x0A, text)
      case .bool(let flag):
        writer.byte(0x10)
        writer.byte(flag ? 1 : 0)
      case .int(let number):
        writer.byte(0x18)
        writer.varint(UInt64(bitPattern: number))
      case .double(let number): writer.double(0x21, number)
      case .array(let values): writer.array(values, depth: depth)
      case .map(let values): writer.map(values, depth: depth)
      case .bytes(let bytes): writer.bytes(0x3A, bytes)
      case .empty: break
      }
    }
  }

  private mutating func array(_ values: [AttributeValue], depth: Int) {
    guard depth <= Self.maximumValueDepth else { return }
    message(0x2A, expecting: values.count &* 8) { writer in
      for value in values { writer.anyValue(0x0A, value, depth: depth &+ 1) }
    }
  }

  /// In key order, so that equal maps have equal bytes.
  private mutating func map(_ values: [String: AttributeValue], depth: Int) {
    guard depth <= Self.maximumValueDepth else { return }
    message(0x32, expecting: values.count &* 16) { writer in
      for (key, value) in values.sorted(by: { $0.key < $1.key }) {
        writer.keyValue(0x0A, key, value, depth: depth &+ 1)
      }
    }
  }
}
