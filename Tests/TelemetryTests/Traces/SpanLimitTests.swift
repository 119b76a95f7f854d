import Telemetry
import XCTest

final class SpanLimitTests: XCTestCase {
  func test_T53_defaults_areThoseOfTheSpecification() {
    let limits = SpanLimits()
    XCTAssertEqual(limits.attributeCount, 128)
    XCTAssertEqual(limits.eventCount, 128)
    XCTAssertEqual(limits.linkCount, 128)
    XCTAssertEqual(limits.attributeCountPerItem, 128)
    XCTAssertNil(limits.attributeValueLength)
  }

  func test_T53_whatExceedsALimit_isDiscardedAndCounted() {
    let bench = SpanBench()
    let span = bench.tracer.startSpan("work")
    let many = AttributeSet((0..<130).map { ("k\($0)", .int(Int64($0))) })
    span.setAttributes(many)
    for index in 0..<131 { span.addEvent("e\(index)", index == 0 ? many : [:]) }
    for index in 1...132 { span.addLink(.sample(UInt64(index)), index == 1 ? many : [:]) }
    span.end()

    let data = bench.spans[0]
    XCTAssertEqual([data.attributes.count, data.events.count, data.links.count], [128, 128, 128])
    XCTAssertEqual([data.droppedAttributes, data.droppedEvents, data.droppedLinks], [2, 3, 4])
    XCTAssertEqual([data.events[0].attributes.count, data.links[0].attributes.count], [128, 128])
    XCTAssertEqual([data.events[0].droppedAttributes, data.links[0].droppedAttributes], [2, 2])
    XCTAssertEqual(data.events.last?.name, "e127")
    XCTAssertEqual(data.links.last?.context, .sample(128))
  }

  func test_T54_limits_areToldOnceForEachTracer() {
    let said = Mailbox()
    let bench = SpanBench({ $0.limits.attributeCount = 1 }, said: { said.add($0.message) })
    let other = bench.provider.tracer(named: "other")
    bench.tracer.startSpan("fits", attributes: ["a": 1]).end()
    XCTAssertEqual(said.all, [])
    for tracer in [bench.tracer, bench.tracer, other] {
      let span = tracer.startSpan("work", attributes: ["a": 1, "b": 2])
      span.setAttribute("c", 3)
      span.end()
    }

    XCTAssertEqual(
      said.all,
      ["bench", "other"].map {
        "a span of the tracer '\($0)' had more than its limits allow, and the rest was discarded: "
          + "2 attributes, 0 events, 0 links; further spans are only counted"
      })
  }
}
