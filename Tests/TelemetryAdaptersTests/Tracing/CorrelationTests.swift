import Logging
import Telemetry
import Tracing
import TracingAdapter
import XCTest

/// What is logged and measured inside a span is of that span, whichever library started it.
final class CorrelationTests: XCTestCase {
  func test_B06_L16_records_carryTheIDsOfTheInnerSpan() {
    let bench = TracingBench()
    let logs = LogBench()
    let logger = logs.logger()
    logger.info("outside")
    bench.tracer.withSpan("outer") { _ in
      logger.info("outer")
      bench.own.withSpan("own") { _ in
        logger.info("own")
        bench.tracer.withSpan("inner") { _ in logger.info("inner") }
      }
    }

    XCTAssertEqual(logs.records.first?.spanContext, .invalid)
    for record in logs.records.dropFirst() {
      XCTAssertEqual(record.spanContext, bench.span(record.body.description)?.context, "\(record.body)")
    }
    XCTAssertEqual(logs.records.count, 4)
  }

  func test_B06_M95_exemplars_areTakenFromSpansOfSwiftDistributedTracing() throws {
    let bench = TracingBench()
    let reader = ManualReader()
    let provider = MeterProvider(resource: Resource(), readers: [reader])
    let counter = provider.meter(named: "m").counter("c")
    bench.tracer.withSpan("work") { _ in counter.add(1) }

    guard case .sum(let points, _, _)? = reader.collect().first?.points else { return XCTFail("no sum") }
    XCTAssertEqual(points.flatMap(\.exemplars).map(\.spanContext?.spanID), bench.spans.map(\.context.spanID))
  }
}
