import TestSupport

/// Small damage of the kinds that decoders trip over.
enum Mutation {
  /// `bytes` with one to six kinds of damage; sometimes something else altogether.
  static func mutate(_ bytes: [UInt8], with other: [UInt8] = [], using random: inout SplitMix) -> [UInt8] {
    if Int.random(in: 0..<20, using: &random) == 0 { return noise(using: &random) }
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...6, using: &random) { damage(&bytes, with: other, using: &random) }
    return bytes
  }

  /// Up to 300 bytes without any meaning.
  static func noise(using random: inout SplitMix) -> [UInt8] {
    (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  private static func damage(_ bytes: inout [UInt8], with other: [UInt8], using random: inout SplitMix) {
    guard !bytes.isEmpty else { return bytes = noise(using: &random) }
    let index = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<9, using: &random) {
    case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes[index] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
    case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: index)
    case 3: bytes.removeSubrange(part(of: bytes, from: index, using: &random))
    case 4: bytes.removeSubrange(index...)
    case 5:
      // The same again, as often as makes a list of it.
      let again = bytes[part(of: bytes, from: index, using: &random)]
      for _ in 0..<Int.random(in: 1...8, using: &random) { bytes.insert(contentsOf: again, at: index) }
    case 6:
      // A length or a number that is far too large.
      let wide = [UInt8](repeating: 0xFF, count: Int.random(in: 1...11, using: &random))
      bytes.insert(contentsOf: wide + [0x01], at: index)
    case 7 where !other.isEmpty:
      let start = Int.random(in: 0..<other.count, using: &random)
      bytes.insert(contentsOf: other[part(of: other, from: start, using: &random)], at: index)
    default:
      let end = part(of: bytes, from: index, using: &random)
      bytes.replaceSubrange(end, with: bytes[end].reversed())
    }
  }

  private static func part(of bytes: [UInt8], from index: Int, using random: inout SplitMix) -> Range<Int> {
    index..<min(bytes.count, index + Int.random(in: 1...40, using: &random))
  }
}
