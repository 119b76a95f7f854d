internal import COTLP

/// Writes any message that protobuf-c has unpacked, led by its descriptor.
struct MessageJSON {
  private(set) var json = JSONText()

  /// Appends `message` as an object. ``WireCheck`` has bounded how deep it is.
  mutating func write(_ message: UnsafePointer<ProtobufCMessage>) {
    json.raw("{")
    if let descriptor = unsafe message.pointee.descriptor?.pointee {
      let fields = unsafe UnsafeBufferPointer(start: descriptor.fields, count: Int(descriptor.n_fields))
      let present = unsafe fields.filter { unsafe Self.isPresent($0, in: message) }
      for index in unsafe present.indices {
        if index > 0 { json.raw(",") }
        json.string(unsafe Self.key(present[index]))
        json.raw(":")
        unsafe write(present[index], of: message)
      }
    }
    json.raw("}")
  }

  private mutating func write(_ field: ProtobufCFieldDescriptor, of message: UnsafePointer<ProtobufCMessage>)
  {
    let member = unsafe UnsafeRawPointer(message) + Int(field.offset)
    guard unsafe field.label == PROTOBUF_C_LABEL_REPEATED else {
      unsafe write(member, field)
      return
    }
    json.raw("[")
    let count = unsafe Self.count(field, in: message)
    if let elements = unsafe member.load(as: UnsafeRawPointer?.self) {
      for index in 0..<count {
        if index > 0 { json.raw(",") }
        unsafe write(elements + index * Self.size(of: field.type), field)
      }
    }
    json.raw("]")
  }

  private mutating func write(_ value: UnsafeRawPointer, _ field: ProtobufCFieldDescriptor) {
    switch unsafe field.type {
    case PROTOBUF_C_TYPE_INT64, PROTOBUF_C_TYPE_SINT64, PROTOBUF_C_TYPE_SFIXED64:
      json.string(unsafe "\(value.load(as: Int64.self))")
    case PROTOBUF_C_TYPE_UINT64, PROTOBUF_C_TYPE_FIXED64:
      json.string(unsafe "\(value.load(as: UInt64.self))")
    case PROTOBUF_C_TYPE_DOUBLE:
      json.double(unsafe value.load(as: Double.self))
    case PROTOBUF_C_TYPE_FLOAT:
      json.double(unsafe Double(value.load(as: Float.self)))
    case PROTOBUF_C_TYPE_UINT32, PROTOBUF_C_TYPE_FIXED32:
      json.raw(unsafe "\(value.load(as: UInt32.self))")
    case PROTOBUF_C_TYPE_BOOL:
      json.raw(unsafe value.load(as: protobuf_c_boolean.self) == 0 ? "false" : "true")
    case PROTOBUF_C_TYPE_BYTES:
      unsafe write(value.load(as: ProtobufCBinaryData.self), named: Self.key(field))
    case PROTOBUF_C_TYPE_MESSAGE:
      if let message = unsafe value.load(as: UnsafePointer<ProtobufCMessage>?.self) {
        unsafe write(message)
      } else {
        json.raw("{}")
      }
    default:
      json.raw(unsafe "\(value.load(as: Int32.self))")
    }
  }

  /// Strings and bytes are the same to the generated code; only the field's name tells them apart.
  private mutating func write(_ data: ProtobufCBinaryData, named key: String) {
    switch Self.form(of: key) {
    case .hexadecimal: unsafe json.hexadecimal([UInt8](data))
    case .base64: unsafe json.base64([UInt8](data))
    case .text: unsafe json.string(String(data))
    }
  }

  /// How the bytes of a field are written.
  enum Form {
    case text
    case hexadecimal
    case base64
  }

  /// How the field of this name is written.
  static func form(of key: String) -> Form {
    switch key {
    case "traceId", "spanId", "parentSpanId": .hexadecimal
    case "bytesValue": .base64
    default: .text
    }
  }
}

extension MessageJSON {
  /// Whether a field is written: a member of a oneof or a message when it is set, anything else when it differs
  /// from its default.
  private static func isPresent(
    _ field: ProtobufCFieldDescriptor,
    in message: UnsafePointer<ProtobufCMessage>
  ) -> Bool {
    if unsafe field.label == PROTOBUF_C_LABEL_REPEATED {
      return unsafe count(field, in: message) > 0
    }
    let start = unsafe UnsafeRawPointer(message)
    if unsafe field.flags & PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue != 0 {
      return unsafe (start + Int(field.quantifier_offset)).load(as: UInt32.self) == field.id
    }
    let member = unsafe start + Int(field.offset)
    if unsafe field.type == PROTOBUF_C_TYPE_BYTES {
      return unsafe member.load(as: ProtobufCBinaryData.self).len > 0
    }
    let bytes = unsafe UnsafeRawBufferPointer(start: member, count: size(of: field.type))
    return unsafe bytes.contains { $0 != 0 }
  }

  private static func count(
    _ field: ProtobufCFieldDescriptor,
    in message: UnsafePointer<ProtobufCMessage>
  ) -> Int {
    unsafe (UnsafeRawPointer(message) + Int(field.quantifier_offset)).load(as: Int.self)
  }

  /// The room one value takes in C.
  private static func size(of type: ProtobufCType) -> Int {
    switch type {
    case PROTOBUF_C_TYPE_BYTES: unsafe MemoryLayout<ProtobufCBinaryData>.stride
    case PROTOBUF_C_TYPE_INT64, PROTOBUF_C_TYPE_SINT64, PROTOBUF_C_TYPE_SFIXED64, PROTOBUF_C_TYPE_UINT64,
      PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_DOUBLE, PROTOBUF_C_TYPE_MESSAGE:
      8
    default: 4
    }
  }

  /// `time_unix_nano` as `timeUnixNano`.
  static func key(_ field: ProtobufCFieldDescriptor) -> String {
    let words = unsafe String(cString: field.name).split(separator: "_")
    let rest = words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
    return ([words.first.map(String.init) ?? ""] + rest).joined()
  }
}
