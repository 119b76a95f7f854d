import Telemetry
import XCTest

final class AttributeLimitTests: XCTestCase {
  private func limited(_ value: AttributeValue, length: Int? = nil, depth: Int = 30) -> AttributeValue? {
    var limits = SpanLimits()
    limits.attributeValueLength = length
    limits.attributeValueDepth = depth
    let attributes = SpanBench.attributes(of: value, limits: limits)
    XCTAssertEqual(attributes["start"], attributes["later"])
    return attributes["later"]
  }

  /// `"deepest"` inside `count` arrays.
  private func nested(_ count: Int) -> AttributeValue {
    (0..<count).reduce("deepest") { value, _ in [value] }
  }

  func test_A11_defaults_areThoseOfTheSpecificationExceptForDepth() {
    let limits = AttributeLimits()
    XCTAssertEqual(limits.attributeCount, 128)
    XCTAssertNil(limits.attributeValueLength)
    XCTAssertEqual(limits.attributeValueDepth, 30)
    XCTAssertEqual(SpanLimits().attributeCount, 128)
    XCTAssertEqual(SpanLimits().attributeCountPerItem, 128)
  }

  func test_A11_withoutSettings_texts_areKeptWhole() {
    let long = AttributeValue.string(String(repeating: "x", count: 100_000))
    XCTAssertEqual(SpanBench.attributes(of: long, limits: SpanLimits()), ["start": long, "later": long])
  }

  func test_A12_texts_areCutToThatManyCharacters() {
    XCTAssertEqual(limited("abcdef", length: 3), "abc")
    XCTAssertEqual(limited("abc", length: 3), "abc")
    XCTAssertEqual(limited("abc", length: 0), "")
    XCTAssertEqual(limited("abc", length: -1), "")
  }

  func test_A12_Z08_aCharacter_isAUnicodeScalar() {
    // Six scalars in twelve bytes, then four in seven: neither bytes nor what a reader sees decides.
    XCTAssertEqual(limited("ßßßßßß", length: 3), "ßßß")
    XCTAssertEqual(limited("e\u{301}e\u{301}", length: 3), "e\u{301}e")
    XCTAssertEqual(limited("👩‍🚀", length: 1), "👩")
  }

  func test_A12_bytes_areCutToThatManyBytes() {
    XCTAssertEqual(limited(.bytes([1, 2, 3]), length: 2), .bytes([1, 2]))
    XCTAssertEqual(limited(.bytes([1, 2, 3]), length: 3), .bytes([1, 2, 3]))
  }

  func test_A12_elementsAndValuesOfMaps_areCutEachByItself() {
    let value: AttributeValue = ["abc", .map(["long key": "abc", "list": [["abc"], .bytes([1, 2, 3])]])]
    XCTAssertEqual(
      limited(value, length: 2), ["ab", .map(["long key": "ab", "list": [["ab"], .bytes([1, 2])]])])
  }

  func test_A12_numbersAndTruthValues_areNeverCut() {
    let value: AttributeValue = [123_456, 1.23456, true, .empty]
    XCTAssertEqual(limited(value, length: 1), value)
  }

  func test_A12_eventsAndLinks_areCutToo() {
    var limits = SpanLimits()
    limits.attributeValueLength = 2
    let bench = SpanBench(limits: limits)
    let other = SpanLink(
      context: SpanContext(traceID: TraceID(high: 1, low: 1), spanID: SpanID(1)), attributes: ["k": "first"])
    let span = bench.tracer.startSpan("a long name", links: [other])
    span.addEvent("a long name", ["k": "value", "n": 12_345])
    span.addLink(other.context, ["k": "second"])
    span.end()

    let data = bench.spans[0]
    XCTAssertEqual(data.name, "a long name")
    XCTAssertEqual(data.events.map(\.name), ["a long name"])
    XCTAssertEqual(data.events.map(\.attributes), [["k": "va", "n": 12_345]])
    XCTAssertEqual(data.links.map(\.attributes), [["k": "fi"], ["k": "se"]])
    XCTAssertEqual([data.events[0].droppedAttributes, data.links[0].droppedAttributes], [0, 0])
  }

  func test_A13_replacingAValue_isNoAddition() {
    var limits = SpanLimits()
    limits.attributeCount = 2
    let bench = SpanBench(limits: limits)
    let span = bench.tracer.startSpan("work", attributes: ["a": 1, "b": 2])
    span.setAttribute("c", 3)
    span.setAttributes(["a": 4, "d": 5])
    span.end()

    XCTAssertEqual(bench.spans[0].attributes, ["a": 4, "b": 2])
    XCTAssertEqual(bench.spans[0].droppedAttributes, 2)
  }

  func test_A13_keysOfAMap_doNotCount() {
    var limits = SpanLimits()
    limits.attributeCount = 2
    let map = AttributeValue.map(["x": 1, "y": 2, "z": 3])

    XCTAssertEqual(SpanBench.attributes(of: map, limits: limits), ["start": map, "later": map])
  }

  func test_A13_negativeLimits_keepNothing() {
    var limits = SpanLimits()
    limits.attributeCount = -1
    limits.attributeCountPerItem = -1
    let bench = SpanBench(limits: limits)
    let span = bench.tracer.startSpan("work", attributes: ["a": 1])
    span.addEvent("event", ["b": 2, "c": 3])
    span.end()

    XCTAssertEqual(bench.spans[0].attributes, [:])
    XCTAssertEqual(bench.spans[0].droppedAttributes, 1)
    XCTAssertEqual(bench.spans[0].events.map(\.attributes), [[:]])
    XCTAssertEqual(bench.spans[0].events.map(\.droppedAttributes), [2])
  }

  func test_A14_depth_beginsAtOne() {
    XCTAssertEqual(limited("text", depth: 1), "text")
    XCTAssertEqual(limited(["text"], depth: 1), ["text"])
    XCTAssertEqual(limited([["text"]], depth: 1), [.empty])
    XCTAssertEqual(limited(.map(["k": .map(["l": 1])]), depth: 1), .map(["k": .empty]))
    XCTAssertEqual(limited(["text"], depth: 0), .empty)
  }

  func test_A14_whatIsNotTooDeep_doesNotChange() {
    let value: AttributeValue = ["a", [1, ["deep"], .map(["m": 1])], .bytes([1]), 2.5]
    XCTAssertEqual(limited(value, depth: 2), ["a", [1, .empty, .empty], .bytes([1]), 2.5])
    XCTAssertEqual(limited(value, depth: 3), value)
  }

  func test_A14_byDefault_thirtyLevelsAreKept() {
    XCTAssertEqual(limited(nested(30)), nested(30))
    XCTAssertNotEqual(limited(nested(31)), nested(31))
    XCTAssertEqual(limited(nested(31), depth: 64), limited(nested(31)), "more than 30 has no effect")
    XCTAssertEqual(limited(nested(3), length: 4), [[["deep"]]])
  }

  func test_A16_everyLimit_canBeSet() {
    var limits = AttributeLimits()
    limits.attributeCount = 1
    limits.attributeValueLength = 2
    limits.attributeValueDepth = 1
    let attributes = SpanBench.attributes(of: ["abc", ["abc"]], limits: SpanLimits(limits))

    XCTAssertEqual(attributes, ["start": ["ab", .empty]])
  }

  func test_A17_spanLimit_goesBeforeTheGeneralOne_andThatBeforeTheDefault() {
    var general = AttributeLimits()
    general.attributeCount = 7
    general.attributeValueLength = 9
    var limits = SpanLimits(general)
    XCTAssertEqual([limits.attributeCount, limits.attributeCountPerItem], [7, 7])
    XCTAssertEqual(limits.attributeValueLength, 9)
    XCTAssertEqual(limits.attributeValueDepth, 30)

    limits.attributeCount = 1
    limits.attributeValueLength = nil
    let attributes = SpanBench.attributes(of: "more than nine characters", limits: limits)
    XCTAssertEqual(attributes, ["start": "more than nine characters"])
  }
}
