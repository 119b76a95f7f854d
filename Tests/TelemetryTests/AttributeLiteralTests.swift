import Telemetry
import XCTest

/// Attributes written down where they are recorded are read where they lie in memory; they must be those of the set.
final class AttributeLiteralTests: XCTestCase {
  /// Every kind of value, and texts on both sides of what fits into a `String` itself.
  private static let values: [AttributeValue] = [
    .string(""), .string("a"), .string("12345678"), .string("123456789012345"), .string("1234567890123456"),
    .string("é"), .string("日本語テキ"), .string("日本語テキス"), .string(short(elsewhere: "abc")), .string("true"),
    .string("1"),
    .bool(true), .bool(false), .int(1), .int(0), .int(.min), .int(-1), .double(1), .double(0), .double(-0.0),
    .double(.nan),
    .bytes([]), .bytes([1]), .array([]), .array([1, "a"]), .map([:]), .map(["a": 1, "b": [true]]), .empty,
  ]

  /// A short text that is kept where long ones are.
  private static func short(elsewhere text: String) -> String {
    var kept = String(repeating: "x", count: 100)
    kept.removeAll(keepingCapacity: true)
    kept += text
    return kept
  }

  func test_layout_isKnownHere() {
    XCTAssertTrue(AttributeLayout.isKnown)
  }

  func test_A09_literals_areFoundAsTheirSet() {
    for value in Self.values {
      for key in ["k", "a key of more than fifteen bytes", "ключ", Self.short(elsewhere: "key")] {
        let attributes: [(String, AttributeValue)] = [(key, value), ("z", 1), ("other", .string("v"))]
        XCTAssertTrue(AttributeSet(attributes).isFound(by: attributes), "\(key): \(value)")
      }
    }
  }

  func test_A09_literals_areNotFoundAsAnotherSet() {
    for (place, value) in Self.values.enumerated() {
      let set = AttributeSet([("k", value)])
      let found = Self.values.indices.filter { set.isFound(by: [("k", Self.values[$0])]) }
      XCTAssertEqual(found, [place], "\(value)")
    }
  }
}
