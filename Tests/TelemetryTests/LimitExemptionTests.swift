import Telemetry
import XCTest

final class LimitExemptionTests: XCTestCase {
  /// More attributes than a span may have, and a text longer than it may be.
  private let many = AttributeSet(
    (0..<200).map { ("key\($0)", AttributeValue.string(String(repeating: "x", count: 1_000))) })

  func test_A19_resourcesAndScopes_areNotCut() {
    var limits = SpanLimits()
    limits.attributeCount = 1
    limits.attributeValueLength = 1
    let bench = SpanBench(limits: limits, resource: Resource(many), attributes: many)
    bench.tracer.startSpan("work", attributes: many).end()

    let data = bench.spans[0]
    XCTAssertEqual(data.resource.attributes, many)
    XCTAssertEqual(data.scope.attributes, many)
    XCTAssertEqual(data.attributes, ["key0": "x"])
    XCTAssertEqual(data.droppedAttributes, 199)
  }

  func test_A19_metrics_areNotCut() {
    let bench = Bench()
    let counter = bench.meter.counter("c")
    counter.add(1, many)
    counter.add(2, many.merging(["key0": .string(String(repeating: "x", count: 999))]))

    XCTAssertEqual(bench.numbers("c").count, 2)
    XCTAssertEqual(bench.numbers("c")[many], .int(1))
  }
}
