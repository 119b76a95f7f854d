public import Telemetry

/// The ids of the trace and of the root span of a session, which follow from the session's id alone.
///
/// So a service that was told a session id, and nothing else, can link to the session's trace, whatever language it is
/// written in:
///
/// - **A ULID** is 26 digits of Crockford's base 32, `0-9` and `A-Z` without `I`, `L`, `O` and `U`, in either case, of
///   which the first is at most `7`. Its 128 bits are the trace id as they are; its text is taken in upper case below.
/// - **Any other id** gives the first 16 bytes of the SHA-256 of its UTF-8. So does the ULID of zeros, since no trace
///   may be called so.
/// - **The span id** of the root is always the next 8 bytes, 16 to 23, of the SHA-256 of the id's UTF-8.
///
/// Should the bytes of an id all be zero, the last of them becomes 1; nobody will ever see that.
///
/// ```swift
/// let session = SessionIdentity(of: "kite-20261119-034156")
/// print(session.traceID)  // 7a8c603d6027a3c3c2967d42fd6c2a4a
/// ```
public struct SessionIdentity: Hashable, Sendable {
  /// The trace of the session (S-01, S-02).
  public let traceID: TraceID
  /// The root span of the session, the first of its trace (S-03).
  public let spanID: SpanID

  /// The ids of the session called `sessionID`.
  public init(of sessionID: String) {
    let number = ULID.number(sessionID)
    let digest =
      number == nil
      ? SHA256.digest(of: sessionID.utf8) : SHA256.digest(of: sessionID.utf8.lazy.map(ULID.upperCase))
    if let number, number != 0 {
      traceID = TraceID(
        high: UInt64(truncatingIfNeeded: number >> 64), low: UInt64(truncatingIfNeeded: number))
    } else {
      let hashed = TraceID(high: digest.0, low: digest.1)
      traceID = hashed.isValid ? hashed : TraceID(high: 0, low: 1)
    }
    spanID = SpanID(digest.2 == 0 ? 1 : digest.2)
  }

  /// The root span as a process sees it that only knows the session's id: whether it was sampled is not known.
  public var context: SpanContext {
    SpanContext(traceID: traceID, spanID: spanID, isRemote: true)
  }
}

/// Sortable ids of 128 bits in 26 letters.
private enum ULID {
  private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
  private static let length = 26
  /// More would take more than 128 bits.
  private static let largestFirstDigit: UInt128 = 7

  /// The bits of `text`, or nil when it is no ULID.
  static func number(_ text: String) -> UInt128? {
    guard text.utf8.count == length else { return nil }
    var number: UInt128 = 0
    for (index, byte) in text.utf8.enumerated() {
      guard let value = digits.firstIndex(of: upperCase(byte)) else { return nil }
      let digit = UInt128(value)
      if index == 0, digit > largestFirstDigit { return nil }
      number = number << 5 | digit
    }
    return number
  }

  static func upperCase(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte & 0b1101_1111 : byte
  }
}
