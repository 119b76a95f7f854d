internal import COTLP
internal import Telemetry

extension String {
  /// The text in `data`; what is not UTF-8 becomes U+FFFD.
  init(_ data: ProtobufCBinaryData) {
    unsafe self.init(decoding: UnsafeBufferPointer(start: data.data, count: data.len), as: UTF8.self)
  }
}

extension [UInt8] {
  /// A copy of `data`.
  init(_ data: ProtobufCBinaryData) {
    unsafe self.init(UnsafeBufferPointer(start: data.data, count: data.len))
  }
}

extension Array where Element: BitwiseCopyable {
  /// A copy of a repeated field of numbers.
  init(_ start: UnsafeMutablePointer<Element>?, _ count: Int) {
    unsafe self.init(UnsafeBufferPointer(start: start, count: count))
  }
}

/// What a repeated field of messages is in C.
typealias CMessageList<Message> = UnsafeMutablePointer<UnsafeMutablePointer<Message>?>

extension Array {
  /// What `element` makes of each message of a repeated field.
  init<Message, Failure: Error>(
    _ list: CMessageList<Message>?,
    _ count: Int,
    _ element: (Message) throws(Failure) -> Element
  ) throws(Failure) {
    self.init()
    reserveCapacity(count)
    for index in 0..<count {
      guard let message = unsafe list?[index] else { continue }
      append(try unsafe element(message.pointee))
    }
  }
}

extension Timestamp {
  /// Nil for zero, which stands for "not known" on the wire.
  init?(known nanoseconds: UInt64) {
    guard nanoseconds != 0 else { return nil }
    self.init(nanosecondsSinceEpoch: nanoseconds)
  }
}

extension UInt64 {
  /// Eight big-endian bytes.
  init(bigEndianBytes bytes: ArraySlice<UInt8>) {
    self = bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension TraceID {
  /// Sixteen bytes, or none for the invalid id.
  init(_ data: ProtobufCBinaryData) throws(DecodingFailure) {
    let bytes = unsafe [UInt8](data)
    guard bytes.count == 16 || bytes.isEmpty else {
      throw DecodingFailure(at: "trace_id", "expected 16 bytes, found \(bytes.count)")
    }
    self.init(high: UInt64(bigEndianBytes: bytes.prefix(8)), low: UInt64(bigEndianBytes: bytes.dropFirst(8)))
  }
}

extension SpanID {
  /// Eight bytes, or none for the invalid id.
  init(_ data: ProtobufCBinaryData, field: String = "span_id") throws(DecodingFailure) {
    let bytes = unsafe [UInt8](data)
    guard bytes.count == 8 || bytes.isEmpty else {
      throw DecodingFailure(at: field, "expected 8 bytes, found \(bytes.count)")
    }
    self.init(UInt64(bigEndianBytes: bytes[...]))
  }
}
