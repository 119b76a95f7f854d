internal import COTLP

/// Reads a message before protobuf-c does, and refuses what protobuf-c would take at any price.
///
/// `protobuf_c_message_unpack` calls itself for every level of nesting, about a kilobyte of stack each; it merges
/// a repeated singular message by copying all it has so far; and two bytes on the wire can become a hundred in
/// memory. So depth, repetition and memory are bounded here, and a failure says which field it is in.
@safe struct WireCheck {
  private let limits: DecodingLimits
  private var wire: WireReader
  private var memory = 0
  private var path: [UnsafePointer<CChar>] = unsafe []

  /// Throws unless `bytes` are a well-formed `descriptor` message within the bounds.
  static func check(
    _ bytes: [UInt8],
    as descriptor: UnsafePointer<ProtobufCMessageDescriptor>,
    limits: DecodingLimits
  ) throws(DecodingFailure) {
    var check = unsafe WireCheck(limits: limits, wire: WireReader(bytes))
    unsafe check.path.append(descriptor.pointee.short_name)
    try unsafe check.message(descriptor, upTo: bytes.count)
  }

  private mutating func message(
    _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>,
    upTo end: Int
  ) throws(DecodingFailure) {
    guard unsafe path.count <= limits.nesting else {
      throw failure("expected at most \(limits.nesting) levels of nesting, found more")
    }
    try unsafe reserve(Int(descriptor.pointee.sizeof_message) + MemoryLayout<UnsafeRawPointer>.stride)
    var seen: UInt64 = 0
    while wire.position < end {
      let tag = try read { wire throws(WireFailure) in try wire.tag(before: end) }
      guard let field = unsafe protobuf_c_message_descriptor_get_field(descriptor, tag.field) else {
        try skip(tag, upTo: end)
        continue
      }
      unsafe path.append(field.pointee.name)
      let bit = unsafe UInt64(1) << UInt64(field - descriptor.pointee.fields)
      try unsafe check(field.pointee, tag, upTo: end, isRepetition: seen & bit != 0)
      seen |= bit
      _ = unsafe path.popLast()
    }
  }

  private mutating func check(
    _ field: ProtobufCFieldDescriptor,
    _ tag: WireReader.Tag,
    upTo end: Int,
    isRepetition: Bool
  ) throws(DecodingFailure) {
    let isPacked = unsafe tag.type == .lengthDelimited && field.label == PROTOBUF_C_LABEL_REPEATED
    let expected = unsafe WireReader.WireType(of: field.type)
    guard tag.type == expected || isPacked else {
      throw failure("expected wire type \(expected), found \(tag.type)")
    }
    guard unsafe field.type == PROTOBUF_C_TYPE_MESSAGE, let nested = unsafe field.descriptor else {
      return try skip(tag, upTo: end)
    }
    if unsafe isRepetition && field.label != PROTOBUF_C_LABEL_REPEATED {
      throw failure("expected one message, found a second")
    }
    let length = try read { wire throws(WireFailure) in try wire.length(before: end) }
    let descriptor = unsafe nested.assumingMemoryBound(to: ProtobufCMessageDescriptor.self)
    try reserve(Self.memoryOfAField)
    try unsafe message(descriptor, upTo: wire.position + length)
  }

  /// What protobuf-c notes of a field while it scans a message.
  private static let memoryOfAField = 40

  private mutating func skip(_ tag: WireReader.Tag, upTo end: Int) throws(DecodingFailure) {
    let start = wire.position
    try read { wire throws(WireFailure) in try wire.skip(tag.type, before: end) }
    try reserve(Self.memoryOfAField + wire.position - start)
  }

  private mutating func reserve(_ bytes: Int) throws(DecodingFailure) {
    memory += bytes
    guard memory <= limits.memory else {
      throw failure("expected a message that takes at most \(limits.memory) bytes of memory, found more")
    }
  }

  private mutating func read<Result>(
    _ step: (inout WireReader) throws(WireFailure) -> Result
  ) throws(DecodingFailure) -> Result {
    do throws(WireFailure) {
      return try step(&wire)
    } catch {
      throw failure("\(error.reason) at byte \(wire.position)")
    }
  }

  private func failure(_ reason: String) -> DecodingFailure {
    unsafe DecodingFailure(at: path.map { unsafe String(cString: $0) }.joined(separator: "."), reason)
  }
}
