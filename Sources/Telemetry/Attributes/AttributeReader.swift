/// Reads back what ``AttributeSet`` wrote; not for bytes from elsewhere, which are not checked here.
@safe struct AttributeReader {
  private let bytes: UnsafeRawBufferPointer
  private var position: Int

  init(_ bytes: UnsafeRawBufferPointer, at position: Int) {
    unsafe self.bytes = bytes
    self.position = position
  }

  /// Where the entry that begins here ends.
  func endOfEntry() -> Int {
    var copy = self
    return copy.field().end
  }

  /// The entry that begins here.
  mutating func entry() -> AttributeSet.Entry {
    _ = field()
    let key = field()
    let name = text(upTo: key.end)
    return AttributeSet.Entry(key: name, value: value())
  }

  /// A tag and the end of what belongs to it.
  private mutating func field() -> (tag: UInt8, end: Int) {
    let tag = byte()
    let length = Int(truncatingIfNeeded: varint())
    return (tag, position + length)
  }

  /// An `AnyValue` with its tag.
  private mutating func value() -> AttributeValue {
    let outer = field()
    guard position < outer.end else { return .empty }
    switch byte() {
    case 0x0A:
      _ = varint()
      return .string(text(upTo: outer.end))
    case 0x10: return .bool(byte() != 0)
    case 0x18: return .int(Int64(bitPattern: varint()))
    case 0x21:
      defer { position += 8 }
      let bits = unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      return .double(Double(bitPattern: UInt64(littleEndian: bits)))
    case 0x2A:
      _ = varint()
      var values: [AttributeValue] = []
      while position < outer.end { values.append(value()) }
      return .array(values)
    case 0x32:
      _ = varint()
      var values: [String: AttributeValue] = [:]
      while position < outer.end {
        let entry = entry()
        values[entry.key] = entry.value
      }
      return .map(values)
    default:
      _ = varint()
      defer { position = outer.end }
      return unsafe .bytes(Array(bytes[position..<outer.end]))
    }
  }

  private mutating func text(upTo end: Int) -> String {
    defer { position = end }
    return unsafe String(decoding: bytes[position..<end], as: UTF8.self)
  }

  private mutating func byte() -> UInt8 {
    defer { position += 1 }
    return unsafe bytes[position]
  }

  private mutating func varint() -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = byte()
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }
}
