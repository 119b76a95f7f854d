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
  public static var invalid: SpanContext { SpanContext(traceID: .invalid, spanID: .invalid) }

  /// Whether both ids are valid.
  public var isValid: Bool { traceID.isValid && spanID.isValid }
  /// Whether the span is exported.
  public var isSampled: Bool { flags.contains(.sampled) }
}
