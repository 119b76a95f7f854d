/// Sixteen bytes that name a trace; valid unless all are zero (T-06).
public struct TraceID: Hashable, Sendable {
  /// The first eight bytes, big-endian.
  public let high: UInt64
  /// The last eight bytes, big-endian; the random part.
  public let low: UInt64

  /// The id with these halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// All zero: no trace.
  public static var invalid: TraceID { TraceID(high: 0, low: 0) }

  /// Whether any byte is not zero.
  public var isValid: Bool { high != 0 || low != 0 }

  /// The sixteen bytes (T-07).
  public var bytes: [UInt8] { high.bigEndianBytes + low.bigEndianBytes }
}

/// Eight bytes that name a span within its trace; valid unless all are zero (T-06).
public struct SpanID: Hashable, Sendable {
  /// The bytes, big-endian.
  public let value: UInt64

  /// The id with these bytes.
  public init(_ value: UInt64) {
    self.value = value
  }

  /// All zero: no span.
  public static var invalid: SpanID { SpanID(0) }

  /// Whether any byte is not zero.
  public var isValid: Bool { value != 0 }

  /// The eight bytes (T-07).
  public var bytes: [UInt8] { value.bigEndianBytes }
}

extension TraceID: LosslessStringConvertible {
  /// The id that 32 lowercase hexadecimal digits spell; nil for anything else.
  public init?(_ digits: String) {
    let halves = digits.withBytes { bytes in
      bytes.byteCount == 32
        ? (Hexadecimal.number(in: bytes, at: 0), Hexadecimal.number(in: bytes, at: 16)) : (nil, nil)
    }
    guard case (let high?, let low?) = halves else { return nil }
    self.init(high: high, low: low)
  }

  /// 32 lowercase hexadecimal digits (T-07).
  public var description: String {
    unsafe Hexadecimal.text(byteCount: 32) { memory in
      unsafe Hexadecimal.store(high, at: 0, in: memory)
      unsafe Hexadecimal.store(low, at: 16, in: memory)
    }
  }
}

extension SpanID: LosslessStringConvertible {
  /// The id that 16 lowercase hexadecimal digits spell; nil for anything else.
  public init?(_ digits: String) {
    let value = digits.withBytes { $0.byteCount == 16 ? Hexadecimal.number(in: $0, at: 0) : nil }
    guard let value else { return nil }
    self.init(value)
  }

  /// 16 lowercase hexadecimal digits (T-07).
  public var description: String { value.hexadecimal }
}

extension UInt64 {
  /// Sixteen lowercase hexadecimal digits.
  package var hexadecimal: String {
    unsafe Hexadecimal.text(byteCount: 16) { unsafe Hexadecimal.store(self, at: 0, in: $0) }
  }

  fileprivate var bigEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * $0)) } }
}
