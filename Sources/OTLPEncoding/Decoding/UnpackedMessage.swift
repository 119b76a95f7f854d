internal import COTLP

/// One message as protobuf-c unpacked it, with everything it points to.
///
/// Destroying the value frees the whole tree; it cannot be copied, so it is freed once.
@safe struct UnpackedMessage<Message: TopLevelMessage>: ~Copyable {
  private let message: UnsafeMutablePointer<ProtobufCMessage>

  /// Unpacks `bytes`, after ``WireCheck`` has found that protobuf-c can take them.
  init(_ bytes: [UInt8], limits: DecodingLimits = DecodingLimits()) throws(DecodingFailure) {
    var empty = Message()
    unsafe Message.initialize(&empty)
    guard let descriptor = unsafe empty.base.descriptor else {
      throw DecodingFailure(at: "\(Message.self)", "has no descriptor")
    }
    try unsafe WireCheck.check(bytes, as: descriptor, limits: limits)
    guard let message = unsafe protobuf_c_message_unpack(descriptor, nil, bytes.count, bytes) else {
      let name = unsafe String(cString: descriptor.pointee.short_name)
      throw DecodingFailure(at: name, "expected a message, found \(bytes.count) bytes protobuf-c refuses")
    }
    unsafe self.message = message
  }

  deinit {
    unsafe protobuf_c_message_free_unpacked(message, nil)
  }

  /// Lends the message to `body`; what it points to is gone once this value is.
  borrowing func read<Result, Failure: Error>(
    _ body: (Message) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // "The first member of every message is the ProtobufCMessage": protobuf-c casts the same way.
    try unsafe body(UnsafeRawPointer(message).assumingMemoryBound(to: Message.self).pointee)
  }

  /// Lends the message as the descriptor-driven functions of protobuf-c see it.
  borrowing func readGeneric<Result>(_ body: (UnsafePointer<ProtobufCMessage>) -> Result) -> Result {
    unsafe body(message)
  }
}
