/// What B3 says about sampling.
enum B3Sampling: String {
  case deny = "0"
  case accept = "1"
  case debug = "d"
}

/// A span as B3 names it.
struct B3Identity {
  let traceID: TraceID
  let spanID: SpanID
  /// Nil when the decision is left to whoever is called, who samples nothing then.
  let sampling: B3Sampling?

  /// `trace-span`, `trace-span-sampling` or `trace-span-sampling-parent`; nil for anything else. Sampling alone says
  /// nothing that could be continued.
  init?(single text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (2...4).contains(parts.count) else { return nil }
    if parts.count > 2 {
      guard let sampling = B3Sampling(rawValue: String(parts[2])) else { return nil }
      self.init(String(parts[0]), String(parts[1]), sampling)
    } else {
      self.init(String(parts[0]), String(parts[1]), nil)
    }
    // The parent of the span is of no use here, but a malformed one makes the rest doubtful.
    if parts.count == 4, Self.number(String(parts[3])) == nil { return nil }
  }

  /// The fields of the other form; nil when the ids are malformed. Older tracers say `true` and `false`.
  init?(traceID: String, spanID: String, sampled: String?, flags: String?) {
    let sampling: B3Sampling? =
      switch (flags, sampled) {
      case ("1", _): .debug
      case (_, "1"), (_, "true"): .accept
      case (_, "0"), (_, "false"): .deny
      default: nil
      }
    self.init(traceID, spanID, sampling)
  }

  private init?(_ trace: String, _ span: String, _ sampling: B3Sampling?) {
    guard let traceID = Self.traceID(trace), let span = Self.number(span) else { return nil }
    self.traceID = traceID
    spanID = SpanID(span)
    self.sampling = sampling
    guard traceID.isValid, spanID.isValid else { return nil }
  }

  /// The identity for a context.
  var spanContext: SpanContext {
    SpanContext(
      traceID: traceID,
      spanID: spanID,
      flags: sampling == .accept || sampling == .debug ? .sampled : [],
      isRemote: true
    )
  }

  /// 32 digits, or the last 16 of them (P-41).
  private static func traceID(_ text: String) -> TraceID? {
    text.withBytes { bytes in
      switch bytes.byteCount {
      case 16: Hexadecimal.number(in: bytes, at: 0).map { TraceID(high: 0, low: $0) }
      case 32:
        Hexadecimal.number(in: bytes, at: 0).flatMap { high in
          Hexadecimal.number(in: bytes, at: 16).map { TraceID(high: high, low: $0) }
        }
      default: nil
      }
    }
  }

  private static func number(_ text: String) -> UInt64? {
    text.withBytes { $0.byteCount == 16 ? Hexadecimal.number(in: $0, at: 0) : nil }
  }
}
