/// Reads the fields `tracestate` of one message, one after the other.
///
/// The recommendation lets one malformed entry spoil itself or everything; here it is everything, as its test suite
/// expects (P-26).
struct TraceStateParser {
  /// What one field holds.
  struct Findings {
    var members = 0
    /// Whether there is nothing but members and one comma between each two.
    var isTidy = true
  }

  private var members = 0
  private var text = ""
  private var isMalformed = false

  /// What was read, in one field and without blanks around the entries; nil when something was malformed.
  var header: String? { isMalformed ? nil : text }

  /// Reads one more field; empty entries mean nothing.
  mutating func add(_ field: String) {
    guard !isMalformed else { return }
    guard let found = Self.findings(in: field), members + found.members <= TraceState.maximumCount else {
      isMalformed = true
      return
    }
    guard found.members > 0 else { return }
    members += found.members
    let tidy = found.isTidy ? field : Self.tidied(field)
    text = text.isEmpty ? tidy : text + "," + tidy
  }

  /// Whether `text` is one member, and nothing else.
  static func isMember(_ text: String) -> Bool {
    findings(in: text).map { $0.members == 1 && $0.isTidy } ?? false
  }

  private static func tidied(_ field: String) -> String {
    field.withBytes { bytes in
      var members: [String] = []
      var rest = ByteRange(lower: 0, upper: bytes.byteCount)
      while let range = rest.next(before: UInt8(ascii: ","), in: bytes) {
        let member = range.trimmed(in: bytes)
        if !member.isEmpty { members.append(member.text(in: bytes)) }
      }
      return members.joined(separator: ",")
    }
  }

  /// What `field` holds; nil when it is malformed.
  private static func findings(in field: String) -> Findings? {
    field.withBytes { bytes in
      var found = Findings()
      var index = 0
      while index < bytes.byteCount {
        switch bytes[index] {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ","):
          found.isTidy = false
          index += 1
        default:
          guard let value = skipKey(at: index, in: bytes), let end = skipValue(at: value, in: bytes) else {
            return nil
          }
          found.members += 1
          index = end.comma + 1
          // Blanks after it, or a comma after which there is nothing.
          if end.value != end.comma || index == bytes.byteCount { found.isTidy = false }
        }
      }
      return found
    }
  }

  /// Where the value begins, after the key at `start` and its `=` (P-24).
  private static func skipKey(at start: Int, in bytes: RawSpan) -> Int? {
    guard KeyCharacters.canBegin(with: bytes[start]) else { return nil }
    var index = start + 1
    while index < bytes.byteCount, KeyCharacters.contain(bytes[index]) { index += 1 }
    guard index < bytes.byteCount, bytes[index] == UInt8(ascii: "=") else { return nil }
    return index - start <= 256 ? index + 1 : nil
  }

  /// Where the value at `start` ends, and where the comma after its blanks is, or would be (P-25).
  private static func skipValue(at start: Int, in bytes: RawSpan) -> (value: Int, comma: Int)? {
    // Most values have neither blanks in them nor after them.
    var index = PrintableRun.end(at: start, in: bytes)
    var end = index
    var hasTab = false
    while index < bytes.byteCount, bytes[index] != UInt8(ascii: ",") {
      switch bytes[index] {
      case UInt8(ascii: "="): return nil
      case UInt8(ascii: " "): break
      // Only blanks may follow a tab: it is not a part of a value.
      case UInt8(ascii: "\t"): hasTab = true
      case 0x21...0x7E where !hasTab: end = index + 1
      default: return nil
      }
      index += 1
    }
    return (1...256).contains(end - start) ? (end, index) : nil
  }
}

/// What may stand in a key, one bit for each character of ASCII.
private enum KeyCharacters {
  /// Whether `byte` is a letter in lower case or a digit.
  @inline(__always)
  static func canBegin(with byte: UInt8) -> Bool { byte &- 0x61 < 26 || byte &- 0x30 < 10 }

  /// Whether `byte` is one of these, or of `_ - * / @`.
  @inline(__always)
  static func contain(_ byte: UInt8) -> Bool {
    if canBegin(with: byte) { return true }
    switch byte {
    case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "@"):
      return true
    default: return false
    }
  }
}

/// What stands in a value without any question: printable characters without the space, `,` and `=`.
private enum PrintableRun {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// Where the first byte behind `start` stands that is none of these; eight are looked at together.
  @inline(__always)
  static func end(at start: Int, in bytes: RawSpan) -> Int {
    var index = start
    while index + 8 <= bytes.byteCount {
      let others = others(
        in: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self).littleEndian)
      if others != 0 { return index + others.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < bytes.byteCount, others(in: UInt64(bytes[index]) | 0x4141_4141_4141_4100) == 0 {
      index += 1
    }
    return index
  }

  /// The high bit of the lowest byte that is not printable, a space, `,` or `=`; those above it may be wrong.
  @inline(__always)
  private static func others(in eight: UInt64) -> UInt64 {
    func isZero(_ bytes: UInt64) -> UInt64 { (bytes &- ones) & ~bytes }
    let low = (eight &- ones &* 0x21) & ~eight
    let high = eight &+ ones | eight
    return (low | high | isZero(eight ^ ones &* 0x2C) | isZero(eight ^ ones &* 0x3D)) & highBits
  }
}
