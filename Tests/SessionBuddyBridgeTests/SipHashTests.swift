import SessionBuddyBridge
import XCTest

final class SipHashTests: XCTestCase {
  /// The published vectors of SipHash-2-4 with 128 bits: key 00…0F, messages 00, 01, 02, …
  func test_hash_isSipHash() {
    let vectors: [(Int, String)] = [
      (0, "a3817f04ba25a8e66df67214c7550293"),
      (1, "da87c1d86b99af44347659119b22fc45"),
      (2, "8177228da4a45dc7fca38bdef60affe4"),
      (3, "9c70b60c5267a94e5f33b6b02985ed51"),
      (15, "5493e99933b0a8117e08ec0f97cfc3d9"),
    ]
    for (length, expected) in vectors {
      var hash = SipHash(SipHash.Key(low: 0x0706_0504_0302_0100, high: 0x0f0e_0d0c_0b0a_0908))
      for byte in 0..<UInt8(length) { hash.append(byte) }
      let result = hash.finish()
      XCTAssertEqual(hexadecimal(result.low) + hexadecimal(result.high), expected)
    }
  }

  func test_wordsAndTexts_hashAsTheirBytesWhereverTheyBegin() {
    let text = "a text of 29 bytes, \u{e9}\u{1F600}..."
    XCTAssertEqual(text.utf8.count, 29)
    for offset in 0..<9 {
      for end in 0...29 {
        let part = String(decoding: Array(text.utf8.prefix(end)), as: UTF8.self)
        var whole = SipHash()
        var bytewise = SipHash()
        for byte in 0..<UInt8(offset) {
          whole.append(byte)
          bytewise.append(byte)
        }
        whole.append(part)
        let count = UInt64(part.utf8.count)
        for shift in 0..<UInt64(8) { bytewise.append(UInt8(truncatingIfNeeded: count >> (8 * shift))) }
        for byte in part.utf8 { bytewise.append(byte) }
        XCTAssertEqual(whole.finish(), bytewise.finish(), "\(offset), \(end)")
      }
    }
  }

  func test_textsInARow_doNotRunIntoEachOther() {
    var first = SipHash()
    first.append("ab")
    first.append("c")
    var second = SipHash()
    second.append("a")
    second.append("bc")
    XCTAssertNotEqual(first.finish(), second.finish())
  }

  private func hexadecimal(_ number: UInt64) -> String {
    (0..<8).map { index in
      let digits = String(UInt8(truncatingIfNeeded: number >> UInt64(index * 8)), radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
