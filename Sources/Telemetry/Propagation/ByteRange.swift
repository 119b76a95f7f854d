extension RawSpan {
  @inline(__always)
  subscript(offset: Int) -> UInt8 {
    unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }
}

extension String {
  /// Lends the bytes of UTF-8 to `body`.
  @inline(__always)
  func withBytes<Result>(_ body: (RawSpan) -> Result) -> Result {
    let result = unsafe utf8.withContiguousStorageIfAvailable { unsafe body(RawSpan(_unsafeElements: $0)) }
    if let result { return result }
    // A text of Foundation's, which is not stored as UTF-8.
    var text = self
    return text.withUTF8 { unsafe body(RawSpan(_unsafeElements: $0)) }
  }
}

/// A part of a text of bytes that gets shorter from its ends.
struct ByteRange {
  var lower: Int
  var upper: Int

  var isEmpty: Bool { lower >= upper }
  var count: Int { upper - lower }

  /// Takes away the spaces and tabs at both ends.
  mutating func trim(in bytes: RawSpan) {
    while lower < upper, bytes[lower].isBlank { lower += 1 }
    while lower < upper, bytes[upper - 1].isBlank { upper -= 1 }
  }

  /// The same without the spaces and tabs at both ends.
  func trimmed(in bytes: RawSpan) -> ByteRange {
    var range = self
    range.trim(in: bytes)
    return range
  }

  /// Where `byte` stands first; nil where it does not.
  func first(_ byte: UInt8, in bytes: RawSpan) -> Int? {
    var index = lower
    while index < upper {
      if bytes[index] == byte { return index }
      index += 1
    }
    return nil
  }

  /// Cuts off what stands before the first `byte`, and `byte` itself; all when it is not there.
  mutating func next(before byte: UInt8, in bytes: RawSpan) -> ByteRange? {
    guard lower <= upper else { return nil }
    let end = first(byte, in: bytes) ?? upper
    defer { lower = end + 1 }
    return ByteRange(lower: lower, upper: end)
  }

  /// The bytes as text; what is not UTF-8 becomes U+FFFD.
  func text(in bytes: RawSpan) -> String {
    guard !isEmpty else { return "" }
    return unsafe bytes.withUnsafeBytes { buffer in
      unsafe String(decoding: UnsafeRawBufferPointer(rebasing: buffer[lower..<upper]), as: UTF8.self)
    }
  }
}

extension UInt8 {
  var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
