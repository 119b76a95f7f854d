import Telemetry
import XCTest

/// A set that is made of short texts without looking outside is the one that is made the ordinary way.
final class CompactAttributeSetTests: XCTestCase {
  /// Of one to three letters most often, so that keys are repeated, are prefixes of each other, and are empty.
  private static let letters = [
    "", "a", "b", "é", "\0", "z", "route", "12345678", "123456789", "123456789012345",
  ]

  func test_A08_A09_anyAttributes_makeTheSameSet() {
    var random = SplitMix(state: 7)
    for _ in 0..<20_000 {
      let pairs = (0..<Int.random(in: 0...18, using: &random)).map { _ in
        (Self.key(using: &random), Self.value(using: &random))
      }
      let ordinary = AttributeSet(pairs.lazy.map { $0 })
      let compact = AttributeSet(pairs)

      XCTAssertEqual(compact, ordinary)
      XCTAssertEqual(compact.map(\.key), ordinary.map(\.key))
      XCTAssertEqual(compact.map(\.value), ordinary.map(\.value))
      XCTAssertEqual(compact.byteCount, ordinary.byteCount)
      XCTAssertEqual(Set([compact, ordinary]).count, 1)
    }
  }

  func test_A08_ofARepeatedKeyInALiteral_theLastValueWins() {
    XCTAssertEqual(["b": 1, "a": 2, "b": 3], AttributeSet([("a", 2), ("b", 3)].lazy.map { $0 }))
  }

  private static func key(using random: inout SplitMix) -> String {
    (0..<Int.random(in: 0...3, using: &random)).map { _ in
      letters[Int.random(in: 0..<letters.count, using: &random)]
    }
    .joined()
  }

  private static func value(using random: inout SplitMix) -> AttributeValue {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: .bool(Bool.random(using: &random))
    case 1: .int(Int64.random(in: .min ... .max, using: &random))
    case 2: .int(Int64.random(in: 0...300, using: &random))
    case 3: .double(Double.random(in: -1...1, using: &random))
    case 4: [1, "two"]
    case 5: .string("a text that does not lie inside its string")
    default: .string(key(using: &random))
    }
  }
}
