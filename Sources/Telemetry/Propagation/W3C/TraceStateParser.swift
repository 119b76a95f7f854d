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
    guard bytes[start].isLowercaseOrDigit else { return nil }
    var index = start + 1
    while index < bytes.byteCount {
      switch bytes[index] {
      case UInt8(ascii: "="): return index - start <= 256 ? index + 1 : nil
      case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "@"):
        index += 1
      case let byte where byte.isLowercaseOrDigit: index += 1
      default: return nil
      }
    }
    return nil
  }

  /// Where the value at `start` ends, and where the comma after its blanks is, or would be (P-25).
  private static func skipValue(at start: Int, in bytes: RawSpan) -> (value: Int, comma: Int)? {
    var index = start
    var end = start
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

extension UInt8 {
  fileprivate var isLowercaseOrDigit: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
  }
}
