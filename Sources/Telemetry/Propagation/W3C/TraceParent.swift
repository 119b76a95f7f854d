/// The value of the field `traceparent`: `00-<32 digits>-<16 digits>-<2 digits>`.
///
/// Only numbers, so that reading one counts no reference.
struct TraceParent {
  static let length = 55

  let traceID: TraceID
  let spanID: SpanID
  let flags: TraceFlags

  /// What `text` spells; nil when it spells none.
  ///
  /// Of a version to come only what this one has is read (P-16).
  @inline(__always)
  init?(_ text: String) {
    guard let parent = text.withBytes({ TraceParent(in: $0) }) else { return nil }
    self = parent
  }

  private init?(in bytes: RawSpan) {
    var start = 0
    if bytes.byteCount != Self.length || bytes[0].isBlank {
      var range = ByteRange(lower: 0, upper: bytes.byteCount)
      range.trim(in: bytes)
      guard Self.isLongEnough(range, in: bytes) else { return nil }
      start = range.lower
    }
    let dash = UInt8(ascii: "-")
    var digits = Hexadecimal.Reader()
    let high = digits.number(in: bytes, at: start + 3)
    let low = digits.number(in: bytes, at: start + 19)
    let span = digits.number(in: bytes, at: start + 36)
    guard
      digits.areAllValid, high | low != 0, span != 0,
      let version = Hexadecimal.byte(in: bytes, at: start), version != 0xFF,
      let flags = Hexadecimal.byte(in: bytes, at: start + 53),
      bytes[start + 2] == dash, bytes[start + 35] == dash, bytes[start + 52] == dash
    else { return nil }
    traceID = TraceID(high: high, low: low)
    spanID = SpanID(span)
    self.flags = TraceFlags(rawValue: flags)
  }

  /// Whether there is room for all parts, and nothing behind them unless it is of a version to come.
  private static func isLongEnough(_ range: ByteRange, in bytes: RawSpan) -> Bool {
    if range.count == length { return true }
    guard range.count > length, bytes[range.lower + length] == UInt8(ascii: "-") else { return false }
    return bytes[range.lower] != UInt8(ascii: "0") || bytes[range.lower + 1] != UInt8(ascii: "0")
  }

  /// The identity, as one that came from elsewhere.
  @inline(__always)
  func spanContext(_ state: TraceState) -> SpanContext {
    SpanContext(traceID: traceID, spanID: spanID, flags: flags, traceState: state, isRemote: true)
  }

  /// How `context` is written; flags that nobody has defined are zero (P-20).
  static func text(of context: SpanContext) -> String {
    let flags = context.flags.intersection([.sampled, .random]).rawValue
    return unsafe Hexadecimal.text(byteCount: length) { memory in
      unsafe memory[0] = UInt8(ascii: "0")
      unsafe memory[1] = UInt8(ascii: "0")
      unsafe memory[2] = UInt8(ascii: "-")
      unsafe Hexadecimal.store(context.traceID.high, at: 3, in: memory)
      unsafe Hexadecimal.store(context.traceID.low, at: 19, in: memory)
      unsafe memory[35] = UInt8(ascii: "-")
      unsafe Hexadecimal.store(context.spanID.value, at: 36, in: memory)
      unsafe memory[52] = UInt8(ascii: "-")
      unsafe memory[53] = UInt8(ascii: "0")
      unsafe memory[54] = UInt8(ascii: "0") + flags
    }
  }
}
