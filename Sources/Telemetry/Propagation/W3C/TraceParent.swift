/// The value of the field `traceparent`: `00-<32 digits>-<16 digits>-<2 digits>`.
enum TraceParent {
  static let length = 55

  /// The identity that `text` spells, as one that came from elsewhere; nil when it spells none.
  ///
  /// Of a version to come only what this one has is read (P-16).
  static func parse(_ text: String) -> SpanContext? {
    text.withBytes { bytes in
      var range = ByteRange(lower: 0, upper: bytes.byteCount)
      range.trim(in: bytes)
      let start = range.lower
      let dash = UInt8(ascii: "-")
      guard
        range.count >= length, let version = Hexadecimal.byte(in: bytes, at: start), version != 0xFF,
        bytes[start + 2] == dash, bytes[start + 35] == dash, bytes[start + 52] == dash,
        range.count == length || version > 0 && bytes[start + length] == dash,
        let high = Hexadecimal.number(in: bytes, at: start + 3),
        let low = Hexadecimal.number(in: bytes, at: start + 19),
        let span = Hexadecimal.number(in: bytes, at: start + 36),
        let flags = Hexadecimal.byte(in: bytes, at: start + 53),
        high | low != 0, span != 0
      else { return nil }
      return SpanContext(
        traceID: TraceID(high: high, low: low),
        spanID: SpanID(span),
        flags: TraceFlags(rawValue: flags),
        isRemote: true
      )
    }
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
