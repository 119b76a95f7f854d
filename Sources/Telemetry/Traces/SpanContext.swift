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
  public static let invalid = TraceID(high: 0, low: 0)

  /// Whether any byte is not zero.
  public var isValid: Bool { high != 0 || low != 0 }
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
  public static let invalid = SpanID(0)

  /// Whether any byte is not zero.
  public var isValid: Bool { value != 0 }
}

extension TraceID: CustomStringConvertible {
  /// 32 lowercase hexadecimal digits (T-07).
  public var description: String { high.hexadecimal + low.hexadecimal }
}

extension SpanID: CustomStringConvertible {
  /// 16 lowercase hexadecimal digits (T-07).
  public var description: String { value.hexadecimal }
}

extension UInt64 {
  /// Sixteen lowercase hexadecimal digits.
  package var hexadecimal: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// The W3C trace flags of a span.
public struct TraceFlags: OptionSet, Hashable, Sendable {
  /// The flags byte.
  public let rawValue: UInt8

  /// The flags in this byte.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// The span is exported.
  public static let sampled = TraceFlags(rawValue: 0x01)
  /// The low seven bytes of the trace id are uniformly random (P-21).
  public static let random = TraceFlags(rawValue: 0x02)
}

/// What identifies a span across processes: immutable, and safe to keep after the span has ended (T-06, T-15).
public struct SpanContext: Hashable, Sendable {
  /// The trace the span belongs to.
  public let traceID: TraceID
  /// The span.
  public let spanID: SpanID
  /// Sampling and randomness.
  public let flags: TraceFlags
  /// What tracing systems have to say about the trace; travels with it.
  public let traceState: TraceState
  /// Whether it arrived from another process (T-08).
  public let isRemote: Bool

  /// A context of these parts.
  public init(
    traceID: TraceID,
    spanID: SpanID,
    flags: TraceFlags = [],
    traceState: TraceState = TraceState(),
    isRemote: Bool = false
  ) {
    self.traceID = traceID
    self.spanID = spanID
    self.flags = flags
    self.traceState = traceState
    self.isRemote = isRemote
  }

  /// No span at all.
  public static let invalid = SpanContext(traceID: .invalid, spanID: .invalid)

  /// Whether both ids are valid.
  public var isValid: Bool { traceID.isValid && spanID.isValid }
  /// Whether the span is exported.
  public var isSampled: Bool { flags.contains(.sampled) }
}
