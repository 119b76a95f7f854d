internal import COTLP

/// Writes as protobuf what ``MessageJSON`` wrote as JSON, led by the same descriptors; keys it does not know are skipped,
/// as OTLP asks.
@safe struct JSONMessage {
  private var path: [String]

  /// The bytes of the `descriptor` message that `json` is.
  static func bytes(
    _ json: JSONValue,
    as descriptor: UnsafePointer<ProtobufCMessageDescriptor>
  ) throws(DecodingFailure) -> [UInt8] {
    var message = unsafe JSONMessage(path: [String(cString: descriptor.pointee.short_name)])
    return try unsafe message.message(json, descriptor)
  }

  private mutating func message(
    _ json: JSONValue,
    _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>
  ) throws(DecodingFailure) -> [UInt8] {
    guard case .object(let members) = json else { throw failure("an object", json) }
    var bytes: [UInt8] = []
    let fields = unsafe UnsafeBufferPointer(
      start: descriptor.pointee.fields, count: Int(descriptor.pointee.n_fields))
    for index in fields.indices {
      let key = unsafe MessageJSON.key(fields[index])
      // The last one counts where a key is repeated, as in most readers.
      guard let value = members.last(where: { $0.key == key })?.value else { continue }
      if case .null = value { continue }
      path.append(key)
      bytes += try unsafe field(fields[index], named: key, value)
      path.removeLast()
    }
    return bytes
  }

  private mutating func field(
    _ field: ProtobufCFieldDescriptor,
    named key: String,
    _ json: JSONValue
  ) throws(DecodingFailure) -> [UInt8] {
    let type = unsafe WireReader.WireType(of: field.type)
    let number = unsafe field.id
    guard unsafe field.label == PROTOBUF_C_LABEL_REPEATED else {
      return Self.tag(number, type) + (try unsafe value(field, named: key, json))
    }
    guard case .array(let elements) = json else { throw failure("an array", json) }
    guard type != .lengthDelimited else {
      var bytes: [UInt8] = []
      for element in elements {
        bytes += Self.tag(number, type) + (try unsafe value(field, named: key, element))
      }
      return bytes
    }
    var packed: [UInt8] = []
    for element in elements { packed += try unsafe value(field, named: key, element) }
    return packed.isEmpty ? [] : Self.tag(number, .lengthDelimited) + Self.delimited(packed)
  }

  private mutating func value(
    _ field: ProtobufCFieldDescriptor,
    named key: String,
    _ json: JSONValue
  ) throws(DecodingFailure) -> [UInt8] {
    switch unsafe field.type {
    case PROTOBUF_C_TYPE_MESSAGE:
      guard let nested = unsafe field.descriptor else { return Self.delimited([]) }
      let descriptor = unsafe nested.assumingMemoryBound(to: ProtobufCMessageDescriptor.self)
      return Self.delimited(try unsafe message(json, descriptor))
    case PROTOBUF_C_TYPE_BYTES:
      return Self.delimited(try bytes(named: key, json))
    case PROTOBUF_C_TYPE_BOOL:
      guard case .bool(let value) = json else { throw failure("true or false", json) }
      return [value ? 1 : 0]
    case PROTOBUF_C_TYPE_DOUBLE:
      return Self.fixed(try double(json).bitPattern)
    case PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_SFIXED64:
      return Self.fixed(try integer64(json))
    case PROTOBUF_C_TYPE_FIXED32:
      return Self.fixed(UInt32(truncatingIfNeeded: try integer64(json)))
    case PROTOBUF_C_TYPE_SINT32, PROTOBUF_C_TYPE_SINT64:
      let value = Int64(bitPattern: try integer64(json))
      return Self.varint(UInt64(bitPattern: value << 1 ^ value >> 63))
    default:
      return Self.varint(try integer64(json))
    }
  }
}

// MARK: Values

extension JSONMessage {
  /// A number, or the text of one, as JSON writes 64 bits.
  private func integer64(_ json: JSONValue) throws(DecodingFailure) -> UInt64 {
    switch json {
    case .number(let digits), .string(let digits):
      if let value = UInt64(digits) { return value }
      if let value = Int64(digits) { return UInt64(bitPattern: value) }
    default: break
    }
    throw failure("an integer", json)
  }

  private func double(_ json: JSONValue) throws(DecodingFailure) -> Double {
    switch json {
    case .number(let digits): if let value = Double(digits), value.isFinite { return value }
    case .string("NaN"): return .nan
    case .string("Infinity"): return .infinity
    case .string("-Infinity"): return -.infinity
    case .string(let digits): if let value = Double(digits), value.isFinite { return value }
    default: break
    }
    throw failure("a number", json)
  }

  private func bytes(named key: String, _ json: JSONValue) throws(DecodingFailure) -> [UInt8] {
    guard case .string(let text) = json else { throw failure("a string", json) }
    switch MessageJSON.form(of: key) {
    case .text: return Array(text.utf8)
    case .hexadecimal:
      guard let bytes = JSONText.bytes(hexadecimal: text) else { throw failure("hexadecimal digits", json) }
      return bytes
    case .base64:
      guard let bytes = JSONText.bytes(base64: text) else { throw failure("base64", json) }
      return bytes
    }
  }

  private func failure(_ expected: String, _ found: JSONValue) -> DecodingFailure {
    DecodingFailure(at: path.joined(separator: "."), "expected \(expected), found \(found.kind)")
  }

  private static func tag(_ number: UInt32, _ type: WireReader.WireType) -> [UInt8] {
    varint(UInt64(number) << 3 | UInt64(type.rawValue))
  }

  private static func delimited(_ bytes: [UInt8]) -> [UInt8] {
    varint(UInt64(bytes.count)) + bytes
  }

  private static func fixed<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    stride(from: 0, to: Value.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: value >> Value($0)) }
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var rest = value
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
