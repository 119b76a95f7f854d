import Telemetry
import XCTest

final class UniqueKeyTests: XCTestCase {
  private let repeated = AttributeSet([("a", 1), ("b", 2), ("a", 3)])

  func test_A07_A08_span_hasEachKeyOnceWithItsLastValue() {
    let bench = SpanBench()
    let span = bench.tracer.startSpan("work", attributes: ["a": 1, "b": 2])
    span.setAttributes(["b": 3, "c": 4])
    span.setAttribute("a", 5)
    span.end()

    // The list itself, as it is written: the set that `data` makes of it would hide what is repeated.
    let attributes = bench.finished[0].writtenAttributes
    XCTAssertEqual(attributes.map(\.key), ["b", "c", "a"])
    XCTAssertEqual(attributes.map(\.value), [3, 4, 5])
  }

  func test_A07_eventsLinksScopesAndResources_haveEachKeyOnce() {
    let bench = SpanBench(resource: Resource(repeated), attributes: repeated)
    let span = bench.tracer.startSpan("work")
    span.addEvent("event", repeated)
    span.addLink(SpanContext(traceID: TraceID(high: 1, low: 1), spanID: SpanID(1)), repeated)
    span.end()

    let data = bench.spans[0]
    let collections = [
      data.resource.attributes, data.scope.attributes, data.events[0].attributes, data.links[0].attributes,
    ]
    for collection in collections {
      XCTAssertEqual(collection.map(\.key), ["a", "b"])
      XCTAssertEqual(collection.map(\.value), [3, 2])
    }
  }

  func test_A07_points_haveEachKeyOnce_howeverTheirAttributesWereGiven() {
    let bench = Bench()
    let counter = bench.meter.counter("c")
    counter.add(1, ["a": 1, "b": 2, "a": 3])
    counter.add(2, repeated)

    XCTAssertEqual(bench.numbers("c"), [["a": 3, "b": 2]: .int(3)])
    XCTAssertEqual(bench.numbers("c").keys.map { $0.map(\.key) }, [["a", "b"]])
  }
}
