import Telemetry
import XCTest

final class AttributeValueTests: XCTestCase {
  private func readBack(_ value: AttributeValue) -> AttributeValue? {
    AttributeSet([("key", value)])["key"]
  }

  private func wireForm(_ set: AttributeSet) -> [UInt8] {
    unsafe set.withWireForm { unsafe Array($0) }
  }

  func test_A03_elements_keepTheKindTheyWereGiven() {
    XCTAssertEqual(readBack([1, 2]), .array([.int(1), .int(2)]))
    XCTAssertEqual(readBack([1.0, 2.0]), .array([.double(1), .double(2)]))
    XCTAssertEqual(readBack([true, 1, 1.0, "1"]), .array([.bool(true), .int(1), .double(1), .string("1")]))
  }

  func test_A05_emptyElements_keepTheirPlaces() {
    XCTAssertEqual(readBack([.empty, 1, .empty]), .array([.empty, .int(1), .empty]))
    XCTAssertEqual(
      wireForm(["k": [.empty, 1, .empty]]),
      // An element without a member is an `AnyValue` of no bytes, not a missing one.
      [AttributeSet.wireTag, 15, 0x0A, 1, 0x6B, 0x12, 10, 0x2A, 8, 0x0A, 0, 0x0A, 2, 0x18, 1, 0x0A, 0]
    )
  }

  func test_A06_maps_areEqualWhateverTheOrderOfTheirKeys() {
    let keys = (0..<50).map { "key\($0)" }
    let one = Dictionary(uniqueKeysWithValues: keys.map { ($0, AttributeValue.string($0)) })
    var other: [String: AttributeValue] = [:]
    other.reserveCapacity(1_000)
    for key in keys.reversed() { other[key] = .string(key) }

    XCTAssertEqual(AttributeValue.map(one), .map(other))
    XCTAssertEqual(["k": .map(one)] as AttributeSet, ["k": .map(other)])
    XCTAssertEqual(wireForm(["k": .map(one)]), wireForm(["k": .map(other)]))
  }

  func test_A06_keysOfAMap_keepTheirCase() {
    XCTAssertEqual(readBack(.map(["Key": 1, "key": 2])), .map(["Key": 1, "key": 2]))
    XCTAssertNotEqual(["k": .map(["Key": 1])] as AttributeSet, ["k": .map(["key": 1])])
  }
}
