import Telemetry
import XCTest

final class AttributeSetTests: XCTestCase {
  func test_A09_setsOfTheSameEntries_areEqualInAnyOrder() {
    let one: AttributeSet = ["a": 1, "b": "x", "c": true]
    let other: AttributeSet = ["c": true, "a": 1, "b": "x"]

    XCTAssertEqual(one, other)
    XCTAssertEqual(one.hashValue, other.hashValue)
  }

  func test_A08_repeatedKey_keepsTheLastValue() {
    XCTAssertEqual(AttributeSet([("a", 1), ("b", 2), ("a", 3)]), ["a": 3, "b": 2])
  }

  func test_A01_emptyKey_isDroppedAlone() {
    XCTAssertEqual(AttributeSet([("", 1), ("b", 2)]), ["b": 2])
  }

  func test_A01_keysThatDifferByCase_areDistinct() {
    XCTAssertEqual((["a": 1, "A": 2] as AttributeSet).count, 2)
  }

  func test_A04_emptyValues_areKept() {
    let set: AttributeSet = ["s": "", "z": 0, "e": .empty, "l": []]

    XCTAssertEqual(set.count, 4)
    XCTAssertEqual(set["e"], .empty)
  }

  func test_valuesOfDifferentTypes_areDifferentSets() {
    XCTAssertNotEqual(["a": 1] as AttributeSet, ["a": 1.0])
    XCTAssertNotEqual(["a": "1"] as AttributeSet, ["a": 1])
  }

  func test_manyKeys_areSortedAndUniqueInNoTimeAtAll() {
    let pairs = (0..<200_000).map { ("k\($0 % 100_000)", AttributeValue.int(Int64($0))) }
    let set = AttributeSet(pairs.reversed() + pairs)

    XCTAssertEqual(set.count, 100_000)
    XCTAssertEqual(set["k5"], .int(100_005))
    XCTAssertTrue(zip(set, set.dropFirst()).allSatisfy { $0.key < $1.key })
  }

  func test_NaN_isOneSeries() {
    XCTAssertEqual(["x": .double(.nan)] as AttributeSet, ["x": .double(.nan)])
    XCTAssertEqual(
      (["x": [.double(.nan)]] as AttributeSet).hashValue, (["x": [.double(.nan)]] as AttributeSet).hashValue)
    XCTAssertNotEqual(["x": .double(.nan)] as AttributeSet, ["x": 0.0])
  }

  func test_merging_letsTheOtherWin() {
    XCTAssertEqual((["a": 1, "b": 2] as AttributeSet).merging(["b": 3]), ["a": 1, "b": 3])
  }

  func test_A02_everyKindOfValue_isReadBackAsItWasGiven() {
    let values: [AttributeValue] = [
      "text", "", .string(String(repeating: "ß", count: 300)), true, false, 0, -1, .int(.min), .int(.max),
      0.5,
      .double(-.infinity), .double(.nan), .bytes([]), .bytes([0, 255]), [], [1, "two", [3]], .map([:]),
      .map(["b": 1, "a": .map(["c": .empty])]), .empty,
    ]
    for value in values {
      let set = AttributeSet([("before", 1), ("key", value), ("later", 2)])
      XCTAssertEqual(set["key"], value)
      XCTAssertEqual(set.map(\.key), ["before", "key", "later"])
    }
  }

  func test_A09_equality_tellsValuesOfDifferentKindsApart() {
    let alike: [AttributeSet] = [
      ["k": 1], ["k": true], ["k": 1.0], ["k": "1"], ["k": [1]], ["k": .bytes([1])], ["k": .map(["1": 1])],
      ["k": .empty], ["k": ""], ["k": []], [:], ["1": "k"], ["k": "1", "l": "1"],
    ]
    for (index, one) in alike.enumerated() {
      for (other, two) in alike.enumerated() {
        XCTAssertEqual(one == two, index == other, "\(one) and \(two)")
      }
    }
  }

  func test_A09_texts_areTheSame_whereverTheyAreStored() {
    for length in 0...70 {
      let text = String(repeating: "x", count: length)
      var grown = ""
      grown.reserveCapacity(200)
      for _ in 0..<length { grown += "x" }
      XCTAssertEqual(AttributeSet([("key", .string(text))]), AttributeSet([("key", .string(grown))]))
      XCTAssertNotEqual(AttributeSet([("key", .string(text))]), AttributeSet([("key", .string(text + "x"))]))
    }
  }
}
