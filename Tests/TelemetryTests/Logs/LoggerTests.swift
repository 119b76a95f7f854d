import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

final class LoggerTests: XCTestCase {
  private struct Failure: Error, CustomStringConvertible {
    var description: String { "disk full" }
  }

  func test_L02_logger_hasTheFourPartsOfItsScope() {
    let bench = LogBench()
    bench.provider.logger(named: "n", version: "v", schemaURL: "u", attributes: ["a": 1]).emit("x")
    bench.provider.logger(named: "n").emit("y")

    XCTAssertEqual(
      bench.records.map(\.scope),
      [
        InstrumentationScope(name: "n", version: "v", schemaURL: "u", attributes: ["a": 1]),
        InstrumentationScope(name: "n"),
      ]
    )
  }

  func test_L03_L08_everyPart_arrives() {
    let bench = LogBench(resource: Resource(["service.name": "s"]))
    let time = Timestamp(nanosecondsSinceEpoch: 5)
    let observed = Timestamp(nanosecondsSinceEpoch: 7)
    bench.logger.emit(
      LogRecord(
        "body", severity: .warn, severityText: "warning", attributes: ["a": 1], eventName: "e.v",
        context: .span(.sample(3)), time: time, observedTime: observed))

    XCTAssertEqual(
      bench.records,
      [
        LogRecordData(
          resource: Resource(["service.name": "s"]),
          scope: InstrumentationScope(name: "bench", version: "1"),
          time: time,
          observedTime: observed,
          severity: .warn,
          severityText: "warning",
          body: "body",
          attributes: ["a": 1],
          spanContext: .sample(3),
          eventName: "e.v"
        )
      ]
    )
  }

  func test_L05_nothing_isCompulsory() {
    let bench = LogBench()
    bench.logger.emit(LogRecord())

    XCTAssertEqual(
      bench.records,
      [
        LogRecordData(
          resource: Resource(), scope: InstrumentationScope(name: "bench", version: "1"),
          observedTime: bench.clock.now)
      ]
    )
  }

  func test_L07_shortForms_makeTheSameRecords() {
    let bench = LogBench()
    bench.logger.emit("text", severity: .debug, attributes: ["a": 1], error: Failure())
    bench.logger.emit(event: "e.v", attributes: ["b": 2])
    bench.logger.emit(LogRecord("text", severity: .debug, attributes: ["a": 1], error: Failure()))
    bench.logger.emit(LogRecord(severity: .info, attributes: ["b": 2], eventName: "e.v"))

    XCTAssertEqual(bench.records.count, 4)
    XCTAssertEqual(Array(bench.records.prefix(2)), Array(bench.records.suffix(2)))
  }

  func test_L15_observedTime_isNowUnlessGiven_andTimeStaysUnset() {
    let bench = LogBench()
    let start = bench.clock.now
    bench.clock.advance(by: .seconds(3))
    bench.logger.emit("x")

    XCTAssertEqual(bench.records.map(\.observedTime), [start.advanced(by: .seconds(3))])
    XCTAssertEqual(bench.records.map(\.time), [nil])
  }

  func test_L16_span_isTheOneOfTheContextAtThatMoment() {
    let bench = LogBench()
    let spans = SpanBench()
    bench.logger.emit("outside")
    let inner = spans.tracer.withSpan("work") { span in
      bench.logger.emit("inside")
      bench.logger.emit(LogRecord("of none", context: .none))
      bench.logger.emit(LogRecord("of another", context: .span(.sample(9, flags: []))))
      return span.context
    }

    XCTAssertEqual(
      bench.records.map(\.spanContext), [.invalid, inner, .invalid, .sample(9, flags: [])])
    XCTAssertTrue(inner.isValid)
  }

  func test_L17_error_becomesAttributes_andThoseGivenGoBefore() {
    let bench = LogBench()
    bench.logger.emit("a", error: Failure())
    bench.logger.emit("b", attributes: ["exception.message": "mine", "k": 1], error: Failure())

    XCTAssertEqual(
      bench.records.map(\.attributes),
      [
        ["exception.type": "Failure", "exception.message": "disk full"],
        ["exception.type": "Failure", "exception.message": "mine", "k": 1],
      ]
    )
  }

  func test_L05_L27_eightThreads_loseNoRecord() {
    let bench = LogBench()
    onThreads(8) { thread in
      let logger = bench.provider.logger(named: "shared")
      for index in 0..<200 {
        _ = logger.isEnabled(severity: .info)
        logger.emit(.int(Int64(thread * 200 + index)))
        if index % 50 == 0 { XCTAssertTrue(bench.provider.flush(within: .seconds(60))) }
      }
    }
    XCTAssertTrue(bench.provider.shutdown(within: .seconds(60)))

    XCTAssertEqual(Set(bench.bodies), Set((0..<1_600).map { .int($0) }))
    XCTAssertEqual(bench.records.count, 1_600)
  }
}
