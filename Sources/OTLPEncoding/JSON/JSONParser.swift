/// Reads one JSON text, strictly; nesting is bounded, since every level takes stack.
struct JSONParser {
  /// Two for each level of messages and their lists, which a decoder allows 100 of.
  private static let maximumDepth = 256

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  /// The value that `text` is, with nothing but white space around it.
  static func parse(_ text: String) throws(DecodingFailure) -> JSONValue {
    var parser = JSONParser(bytes: Array(text.utf8))
    let value = try parser.value()
    parser.skipSpace()
    guard parser.position == parser.bytes.count else { throw parser.failure("the end") }
    return value
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func value() throws(DecodingFailure) -> JSONValue {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return .object(try object())
    case UInt8(ascii: "["): return .array(try array())
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func object() throws(DecodingFailure) -> [(key: String, value: JSONValue)] {
    try enter()
    var members: [(key: String, value: JSONValue)] = []
    skipSpace()
    while next != UInt8(ascii: "}") {
      if !members.isEmpty { try take(",") }
      skipSpace()
      let key = try string()
      skipSpace()
      try take(":")
      members.append((key, try value()))
      skipSpace()
    }
    leave()
    return members
  }

  private mutating func array() throws(DecodingFailure) -> [JSONValue] {
    try enter()
    var elements: [JSONValue] = []
    skipSpace()
    while next != UInt8(ascii: "]") {
      if !elements.isEmpty { try take(",") }
      elements.append(try value())
      skipSpace()
    }
    leave()
    return elements
  }

  private mutating func enter() throws(DecodingFailure) {
    position += 1
    depth += 1
    guard depth <= Self.maximumDepth else { throw failure("at most \(Self.maximumDepth) levels of nesting") }
  }

  private mutating func leave() {
    position += 1
    depth -= 1
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(DecodingFailure) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw failure("a value") }
    position += word.utf8.count
    return value
  }

  /// The digits of a number; whoever takes them judges them.
  private mutating func number() throws(DecodingFailure) -> String {
    let start = position
    while let byte = next, "+-.0123456789eE".utf8.contains(byte) { position += 1 }
    guard position > start else { throw failure("a value") }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func string() throws(DecodingFailure) -> String {
    try take("\"")
    var text: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw failure("no control character in a string") }
      position += 1
      if byte == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(byte) }
    }
    try take("\"")
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func escape(into text: inout [UInt8]) throws(DecodingFailure) {
    guard let letter = next else { throw failure("an escape") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text += Array(String(Character(try scalar())).utf8)
    default: throw failure("an escape")
    }
  }

  /// One character in four digits, or in two halves of four; half a one alone is U+FFFD.
  private mutating func scalar() throws(DecodingFailure) -> Unicode.Scalar {
    let unit = try fourDigits()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    let mark = position
    if unit < 0xDC00, bytes[position...].starts(with: "\\u".utf8) {
      position += 2
      let low = try fourDigits()
      if 0xDC00..<0xE000 ~= low, let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + low - 0xDC00) {
        return scalar
      }
      position = mark
    }
    return "\u{FFFD}"
  }

  private mutating func fourDigits() throws(DecodingFailure) -> UInt32 {
    let digits = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
    guard digits.utf8.count == 4, let unit = UInt32(digits, radix: 16) else { throw failure("four digits") }
    position += 4
    return unit
  }

  private mutating func take(_ mark: Unicode.Scalar) throws(DecodingFailure) {
    guard let byte = next, byte == UInt8(ascii: mark) else { throw failure("\(mark)") }
    position += 1
  }

  private mutating func skipSpace() {
    while let byte = next, " \t\r\n".utf8.contains(byte) { position += 1 }
  }

  private func failure(_ expected: String) -> DecodingFailure {
    let found = next.map { $0 < 0x80 ? "\(Character(Unicode.Scalar($0)))" : "a byte \($0)" } ?? "the end"
    return DecodingFailure(at: "JSON", "expected \(expected), found \(found) at byte \(position)")
  }
}
