/// Reads the fields `tracestate` of one message, one after the other.
///
/// The recommendation lets one malformed entry spoil itself or everything; here it is everything, as its test suite
/// expects (P-26).
struct TraceStateParser {
  private var members = 0
  private var text = ""
  private var isMalformed = false

  /// What was read, in one field and without blanks around the entries; nil when something was malformed.
  var header: String? { isMalformed ? nil : text }

  /// Reads one more field; empty entries mean nothing.
  mutating func add(_ field: String) {
    guard !isMalformed else { return }
    var found = (members: 0, bytes: 0)
    let isValid = field.withBytes { bytes in
      var rest = ByteRange(lower: 0, upper: bytes.byteCount)
      while let range = rest.next(before: UInt8(ascii: ","), in: bytes) {
        let member = range.trimmed(in: bytes)
        if member.isEmpty { continue }
        guard Self.isMember(member, in: bytes) else { return false }
        found.members += 1
        found.bytes += member.count + 1
      }
      return true
    }
    members += found.members
    guard isValid, members <= TraceState.maximumCount else {
      isMalformed = true
      return
    }
    guard found.members > 0 else { return }
    let separator = text.isEmpty ? "" : ","
    // Nothing was in it but members: the field is taken as it is.
    if found.bytes == field.utf8.count + 1 {
      text = text.isEmpty ? field : text + separator + field
    } else {
      text += separator + Self.withoutBlanks(field)
    }
  }

  private static func withoutBlanks(_ field: String) -> String {
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

  private static func isMember(_ member: ByteRange, in bytes: RawSpan) -> Bool {
    guard let equals = member.first(UInt8(ascii: "="), in: bytes) else { return false }
    return isKey(ByteRange(lower: member.lower, upper: equals), in: bytes)
      && isValue(ByteRange(lower: equals + 1, upper: member.upper), in: bytes)
  }

  static func isKey(_ text: String) -> Bool {
    text.withBytes { isKey(ByteRange(lower: 0, upper: $0.byteCount), in: $0) }
  }

  static func isValue(_ text: String) -> Bool {
    text.withBytes { isValue(ByteRange(lower: 0, upper: $0.byteCount), in: $0) }
  }

  private static func isKey(_ key: ByteRange, in bytes: RawSpan) -> Bool {
    guard (1...256).contains(key.count), bytes[key.lower].isLowercaseOrDigit else { return false }
    return (key.lower..<key.upper).allSatisfy { index in
      switch bytes[index] {
      case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "@"): true
      case let byte: byte.isLowercaseOrDigit
      }
    }
  }

  private static func isValue(_ value: ByteRange, in bytes: RawSpan) -> Bool {
    guard (1...256).contains(value.count), bytes[value.upper - 1] != UInt8(ascii: " ") else { return false }
    return (value.lower..<value.upper).allSatisfy { index in
      let byte = bytes[index]
      return (0x20...0x7E).contains(byte) && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "=")
    }
  }
}

extension UInt8 {
  fileprivate var isLowercaseOrDigit: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
  }
}
