/// JSON being written, as UTF-8.
package struct JSONText {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Appends `text` as it is.
  package mutating func raw(_ text: String) {
    bytes += text.utf8
  }

  /// Appends `text` in quotes, escaped.
  package mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): raw("\\\"")
      case UInt8(ascii: "\\"): raw("\\\\")
      case UInt8(ascii: "\n"): raw("\\n")
      case UInt8(ascii: "\r"): raw("\\r")
      case UInt8(ascii: "\t"): raw("\\t")
      case 0..<0x20: raw("\\u00" + Self.hexadecimal(byte))
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends a number; what JSON cannot say is a string, as in the JSON form of protobuf.
  mutating func double(_ value: Double) {
    if value.isNaN {
      raw("\"NaN\"")
    } else if value.isInfinite {
      raw(value < 0 ? "\"-Infinity\"" : "\"Infinity\"")
    } else {
      raw("\(value)")
    }
  }

  /// Appends `bytes` in quotes, two lowercase digits each.
  mutating func hexadecimal(_ bytes: [UInt8]) {
    raw("\"")
    for byte in bytes { raw(Self.hexadecimal(byte)) }
    raw("\"")
  }

  /// Appends `bytes` in quotes, in base64 with padding.
  mutating func base64(_ bytes: [UInt8]) {
    raw("\"")
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
      for digit in 0...group.count {
        self.bytes.append(Self.alphabet[Int(bits >> (18 - 6 * UInt32(digit)) & 63)])
      }
      raw(String(repeating: "=", count: 3 - group.count))
    }
    raw("\"")
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
