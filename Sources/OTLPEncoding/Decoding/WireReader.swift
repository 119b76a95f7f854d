internal import COTLP

/// What is wrong with bytes that should be protobuf.
struct WireFailure: Error {
  let reason: String
}

/// A position in protobuf bytes and the steps it can take.
struct WireReader {
  /// How a value is written.
  enum WireType: UInt8 {
    case varint = 0
    case fixed64 = 1
    case lengthDelimited = 2
    case fixed32 = 5

    /// How one value of a field of `type` is written.
    init(of type: ProtobufCType) {
      self =
        switch type {
        case PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_SFIXED64, PROTOBUF_C_TYPE_DOUBLE: .fixed64
        case PROTOBUF_C_TYPE_FIXED32, PROTOBUF_C_TYPE_SFIXED32, PROTOBUF_C_TYPE_FLOAT: .fixed32
        case PROTOBUF_C_TYPE_STRING, PROTOBUF_C_TYPE_BYTES, PROTOBUF_C_TYPE_MESSAGE: .lengthDelimited
        default: .varint
        }
    }
  }

  /// What stands before each value.
  struct Tag {
    let field: UInt32
    let type: WireType
  }

  private let bytes: [UInt8]
  /// Where the next byte is read.
  private(set) var position: Int

  init(_ bytes: [UInt8], from position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  /// The next tag. A number beyond what protobuf allows is refused: protobuf-c would cut off its high bits.
  mutating func tag(before end: Int) throws(WireFailure) -> Tag {
    let raw = try varint(before: end)
    guard raw <= UInt64(UInt32.max), raw >> 3 > 0 else {
      throw WireFailure(reason: "expected a field number from 1 to 536870911, found \(raw >> 3)")
    }
    guard let type = WireType(rawValue: UInt8(raw & 7)) else {
      throw WireFailure(reason: "expected wire type 0, 1, 2 or 5, found \(raw & 7)")
    }
    return Tag(field: UInt32(raw >> 3), type: type)
  }

  /// The next length, which is known to fit.
  mutating func length(before end: Int) throws(WireFailure) -> Int {
    let length = try varint(before: end)
    guard length <= UInt64(end - position) else {
      throw WireFailure(reason: "expected \(length) bytes, found \(end - position)")
    }
    return Int(length)
  }

  /// Where the content of the next length-delimited value is, which is stepped over.
  mutating func content(before end: Int) throws(WireFailure) -> Range<Int> {
    let length = try length(before: end)
    defer { position += length }
    return position..<position + length
  }

  /// Steps over one value.
  mutating func skip(_ type: WireType, before end: Int) throws(WireFailure) {
    let count =
      switch type {
      case .varint: 0
      case .fixed64: 8
      case .fixed32: 4
      case .lengthDelimited: try length(before: end)
      }
    if type == .varint { _ = try varint(before: end) }
    guard count <= end - position else {
      throw WireFailure(reason: "expected \(count) bytes, found \(end - position)")
    }
    position += count
  }

  private mutating func varint(before end: Int) throws(WireFailure) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < end else { throw WireFailure(reason: "expected a varint, found the end") }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw WireFailure(reason: "expected a varint of at most 10 bytes, found a longer one")
  }
}
