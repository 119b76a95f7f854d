/// One entry of the field `baggage`: `name=value`, and its metadata after a `;`.
enum BaggageMember {
  /// How `entry` is written; nil when its name cannot be. Metadata that cannot be are left out.
  static func text(of entry: Baggage.Entry) -> String? {
    guard !entry.name.isEmpty, entry.name.utf8.allSatisfy({ $0.isTokenByte }) else { return nil }
    var text = entry.name
    text += "="
    if entry.value.utf8.allSatisfy({ $0.isBaggageByte && $0 != UInt8(ascii: "%") }) {
      text += entry.value
    } else {
      text += encoded(entry.value)
    }
    let isSendable = entry.metadata.utf8.allSatisfy {
      (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ",") || $0 == UInt8(ascii: "\t")
    }
    if !entry.metadata.isEmpty, isSendable {
      text += ";"
      text += entry.metadata
    }
    return text
  }

  private static func encoded(_ value: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in value.utf8 {
      if byte.isBaggageByte, byte != UInt8(ascii: "%") {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The entry that a member spells; nil when it spells none.
  static func entry(_ member: ByteRange, in bytes: RawSpan) -> Baggage.Entry? {
    let end = member.first(UInt8(ascii: ";"), in: bytes) ?? member.upper
    var pair = ByteRange(lower: member.lower, upper: end)
    guard let equals = pair.first(UInt8(ascii: "="), in: bytes) else { return nil }
    let name = ByteRange(lower: pair.lower, upper: equals).trimmed(in: bytes)
    pair.lower = equals + 1
    let value = pair.trimmed(in: bytes)
    guard
      !name.isEmpty, (name.lower..<name.upper).allSatisfy({ bytes[$0].isTokenByte }),
      (value.lower..<value.upper).allSatisfy({ bytes[$0].isBaggageByte })
    else { return nil }
    let metadata = ByteRange(lower: end + 1, upper: member.upper).trimmed(in: bytes)
    return Baggage.Entry(
      name: name.text(in: bytes), value: decoded(value, in: bytes), metadata: metadata.text(in: bytes))
  }

  /// The text that percent encoding stands for; a `%` without two digits stands for itself, and what is not UTF-8 for
  /// U+FFFD (P-38).
  private static func decoded(_ value: ByteRange, in bytes: RawSpan) -> String {
    guard value.first(UInt8(ascii: "%"), in: bytes) != nil else { return value.text(in: bytes) }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(value.count)
    var index = value.lower
    while index < value.upper {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < value.upper,
        let high = bytes[index + 1].hexadecimalDigit, let low = bytes[index + 2].hexadecimalDigit
      {
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }
}

extension UInt8 {
  /// Whether it may stand in a token, which is what names are made of (RFC 7230, 3.2.6).
  fileprivate var isTokenByte: Bool {
    // Digits and letters, and !#$%&'*+-.^_`|~
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x5E...0x7A, 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x7C, 0x7E: true
    default: false
    }
  }

  /// Whether it may stand in a value as itself; `%` begins an encoded byte (P-38).
  fileprivate var isBaggageByte: Bool {
    switch self {
    case 0x21, 0x23...0x2B, 0x2D...0x3A, 0x3C...0x5B, 0x5D...0x7E: true
    default: false
    }
  }

  fileprivate var hexadecimalDigit: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
