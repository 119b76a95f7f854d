package import Telemetry

/// Reads JSON as RFC 8259 has it, and the `NaN` and `Infinity` that Python's `json` module writes.
///
/// Nesting is bounded; of a repeated key the last value wins; half a surrogate pair becomes U+FFFD.
package struct JSONParser {
  /// How deep arrays and objects may nest.
  package static let maximumDepth = 64

  private let bytes: [UInt8]
  private var position = 0

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The value in `bytes`, which must hold exactly one.
  package static func parse(_ bytes: [UInt8]) throws(RecordFormatError) -> AttributeValue {
    var parser = JSONParser(bytes)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == bytes.count else { throw parser.error(expected: "nothing after the value") }
    return value
  }

  private mutating func value(depth: Int) throws(RecordFormatError) -> AttributeValue {
    guard depth <= Self.maximumDepth else {
      throw error(expected: "no more than \(Self.maximumDepth) levels of nesting")
    }
    skipSpace()
    switch next {
    case UInt8(ascii: "{")?: return try object(depth: depth)
    case UInt8(ascii: "[")?: return try array(depth: depth)
    case UInt8(ascii: "\"")?: return .string(try string())
    case UInt8(ascii: "-")?, (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try number()
    default: return try word()
    }
  }

  private mutating func object(depth: Int) throws(RecordFormatError) -> AttributeValue {
    var fields: [String: AttributeValue] = [:]
    position += 1
    skipSpace()
    if take("}") { return .map(fields) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw error(expected: "a key in quotes") }
      let key = try string()
      skipSpace()
      guard take(":") else { throw error(expected: "':'") }
      fields[key] = try value(depth: depth + 1)
      skipSpace()
    } while take(",")
    guard take("}") else { throw error(expected: "',' or '}'") }
    return .map(fields)
  }

  private mutating func array(depth: Int) throws(RecordFormatError) -> AttributeValue {
    var elements: [AttributeValue] = []
    position += 1
    skipSpace()
    if take("]") { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw error(expected: "',' or ']'") }
    return .array(elements)
  }

  private mutating func word() throws(RecordFormatError) -> AttributeValue {
    let words: [(StaticString, AttributeValue)] = [
      ("true", .bool(true)), ("false", .bool(false)), ("null", .empty),
      ("NaN", .double(.nan)), ("Infinity", .double(.infinity)),
    ]
    for (word, value) in words where take(word) { return value }
    throw error(expected: "a value")
  }

  private mutating func number() throws(RecordFormatError) -> AttributeValue {
    let start = position
    let isNegative = take("-")
    if isNegative, take("Infinity") { return .double(-.infinity) }
    let isLeadingZero = next == UInt8(ascii: "0")
    let digits = skipDigits()
    guard digits > 0, digits == 1 || !isLeadingZero else {
      throw error(expected: "a number without leading zeros")
    }
    var isWhole = true
    if take(".") {
      isWhole = false
      guard skipDigits() > 0 else { throw error(expected: "a digit after the point") }
    }
    if take("e") || take("E") {
      isWhole = false
      if !take("+") { _ = take("-") }
      guard skipDigits() > 0 else { throw error(expected: "a digit in the exponent") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, let whole = Int64(text) { return .int(whole) }
    return .double(Double(text) ?? .nan)
  }

  private mutating func string() throws(RecordFormatError) -> String {
    position += 1
    let start = position
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
      position += 1
    }
    if next == UInt8(ascii: "\"") {
      defer { position += 1 }
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }
    var decoded = Array(bytes[start..<position])
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: decoded, as: UTF8.self)
      case UInt8(ascii: "\\"):
        position += 1
        try escape(into: &decoded)
      case 0..<0x20:
        throw error(expected: "an escape instead of a control character")
      default:
        decoded.append(byte)
        position += 1
      }
    }
    throw error(expected: "'\"' at the end of the text")
  }

  private mutating func escape(into text: inout [UInt8]) throws(RecordFormatError) {
    if take("u") {
      let scalar = try escapedScalar()
      text.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
      return
    }
    let plain: [(StaticString, UInt8)] = [
      ("\"", 0x22), ("\\", 0x5C), ("/", 0x2F), ("n", 0x0A), ("t", 0x09), ("r", 0x0D), ("b", 0x08),
      ("f", 0x0C),
    ]
    for (name, byte) in plain where take(name) { return text.append(byte) }
    throw error(expected: "an escape such as \\n")
  }

  /// The scalar of `\uXXXX` or of two of them that make a pair.
  private mutating func escapedScalar() throws(RecordFormatError) -> Unicode.Scalar {
    let first = try hexadecimalUnit()
    guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
    let afterFirst = position
    guard take("\\u") else { return "\u{FFFD}" }
    let second = try hexadecimalUnit()
    guard (0xDC00..<0xE000).contains(second) else {
      position = afterFirst
      return "\u{FFFD}"
    }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
  }

  private mutating func hexadecimalUnit() throws(RecordFormatError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error(expected: "four hexadecimal digits")
      }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }
}

extension JSONParser {
  private var next: UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    return position - start
  }

  /// Skips `word`, which is ASCII, if it is next.
  private mutating func take(_ word: StaticString) -> Bool {
    let matches = word.withUTF8Buffer { word in
      unsafe bytes.count - position >= word.count
        && zip(word, bytes[position...]).allSatisfy { $0 == $1 }
    }
    guard matches else { return false }
    position += word.utf8CodeUnitCount
    return true
  }

  private func error(expected: String) -> RecordFormatError {
    let found = next.map { byte in
      (0x21...0x7E).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(byte.hexadecimal)"
    }
    return RecordFormatError(.column(position + 1), expected: expected, found: found ?? "the end of the text")
  }
}
