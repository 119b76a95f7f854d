import Telemetry
import XCTest

/// Whatever is set on a span, however it is set, is what a dictionary would hold.
final class SpanModelTests: XCTestCase {
  /// Many that are alike, and some that do not lie inside their `String`.
  private static let keys =
    ["", "a", "b", "ab", "a\0", "é", "123456789012345", "1234567890123456", "1234567890123457"]
    + (0..<12).map { "session_buddy.attribute.number\($0)" } + (0..<40).map { "k\($0)" }

  func test_A08_A13_T17_T53_anyAttributes_areThoseOfADictionary() {
    var random = SplitMix(state: 11)
    for round in 0..<400 {
      var limits = SpanLimits()
      limits.attributeCount = [128, 5, 0, 30][round % 4]
      limits.attributeValueLength = round % 3 == 0 ? 4 : nil
      let bench = SpanBench(limits: limits)
      var model = Model(limit: limits.attributeCount, length: limits.attributeValueLength)
      let first = Self.set(using: &random)
      let span = bench.tracer.startSpan("work", attributes: first)
      model.set(first)
      for _ in 0..<Int.random(in: 0...40, using: &random) { change(span, &model, using: &random) }
      span.end()

      XCTAssertEqual(bench.spans[0].attributes, AttributeSet(model.values.map { ($0.key, $0.value) }))
      XCTAssertEqual(bench.spans[0].droppedAttributes, model.dropped)
      XCTAssertEqual(bench.finished[0].writtenAttributes.count, model.values.count)
      bench.forget()
    }
  }

  /// What a span should hold.
  private struct Model {
    let limit: Int
    let length: Int?
    var values: [String: AttributeValue] = [:]
    var dropped: UInt32 = 0

    mutating func set(_ key: String, _ value: AttributeValue) {
      if key.isEmpty { return }
      if values[key] == nil, values.count >= limit { return dropped += 1 }
      if case .string(let text) = value, let length {
        values[key] = .string(String(text.unicodeScalars.prefix(length)))
      } else {
        values[key] = value
      }
    }

    mutating func set(_ set: AttributeSet) {
      for entry in set { self.set(entry.key, entry.value) }
    }
  }

  private func change(_ span: Span, _ model: inout Model, using random: inout SplitMix) {
    switch Int.random(in: 0..<5, using: &random) {
    case 0:
      let set = Self.set(using: &random)
      span.setAttributes(set)
      model.set(set)
    case 1:
      // In the order of their keys, as a set would have them.
      span.setAttributes(["a": 1, "b": "two", "session_buddy.attribute.number1": true])
      model.set(["a": 1, "b": "two", "session_buddy.attribute.number1": true])
    case 2: span.addEvent("between", ["a": 1])
    default:
      let (key, value) = (Self.key(using: &random), Self.value(using: &random))
      span.setAttribute(key, value)
      model.set(key, value)
    }
  }

  private static func set(using random: inout SplitMix) -> AttributeSet {
    AttributeSet(
      (0..<Int.random(in: 0...6, using: &random)).map { _ in (key(using: &random), value(using: &random)) })
  }

  private static func key(using random: inout SplitMix) -> String {
    keys[Int.random(in: 0..<keys.count, using: &random)]
  }

  private static func value(using random: inout SplitMix) -> AttributeValue {
    switch Int.random(in: 0..<5, using: &random) {
    case 0: .int(Int64.random(in: .min ... .max, using: &random))
    case 1: .double(Double.random(in: -1...1, using: &random))
    case 2: .bool(Bool.random(using: &random))
    case 3: .string(String(repeating: "größe ", count: Int.random(in: 0...60, using: &random)))
    default: .string("short")
    }
  }
}
