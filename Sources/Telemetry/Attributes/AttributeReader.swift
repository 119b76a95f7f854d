/// Reads back what ``AttributeSet`` wrote; not for bytes from elsewhere, which are not checked here.
@safe struct AttributeReader {
  private let bytes: UnsafeRawBufferPointer
  private(set) var position: Int

  init(_ bytes: UnsafeRawBufferPointer, at position: Int) {
    unsafe self.bytes = bytes
    self.position = position
  }

  /// Where the entry that begins here ends.
  func endOfEntry() -> Int {
    var copy = self
    return copy.field().end
  }

  /// Whether everything has been read.
  var isAtEnd: Bool { unsafe position >= bytes.count }

  /// The tag of what comes next.
  var nextTag: UInt8 { unsafe bytes[position] }

  /// The entry that begins here.
  mutating func entry() -> AttributeSet.Entry {
    let (key, value) = pair()
    return AttributeSet.Entry(key: key, value: value)
  }

  /// The key and the value of the entry that begins here.
  mutating func pair() -> (String, AttributeValue) {
    _ = field()
    return (text(), value())
  }

  /// A text with its tag.
  mutating func text() -> String { text(upTo: field().end) }

  /// A number of variable width with its tag.
  mutating func number() -> UInt64 {
    _ = byte()
    return varint()
  }

  /// A number of eight bytes with its tag.
  mutating func fixed64() -> UInt64 {
    _ = byte()
    defer { position += 8 }
    return unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  /// A number of four bytes with its tag.
  mutating func fixed32() -> UInt32 {
    _ = byte()
    defer { position += 4 }
    return unsafe UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
  }

  /// Half an id, or a short one, without a tag.
  mutating func bigEndian() -> UInt64 {
    defer { position += 8 }
    return unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  /// A tag and the end of what belongs to it.
  mutating func field() -> (tag: UInt8, end: Int) {
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
