import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

final class LogProcessorTests: XCTestCase {
  func test_L21_processors_areCalledInOrder_andSeeWhatEarlierOnesChanged() {
    let first = ScriptedLogProcessor(changing: { $0.body = .string("\($0.body)+1") })
    let second = ScriptedLogProcessor(changing: { $0.body = .string("\($0.body)+2") })
    let bench = LogBench(processors: [first, second])
    bench.logger.emit("x")

    XCTAssertEqual(first.heard, ["onEmit x"])
    XCTAssertEqual(second.heard, ["onEmit x+1"])
    XCTAssertEqual(bench.bodies, ["x+1+2"])
  }

  func test_L19_everyField_canBeReadAndChanged() {
    let read = Mutex<[LogRecordData]>([])
    let processor = ScriptedLogProcessor(changing: { record in
      read.withLock { [data = record.data] in $0.append(data) }
      record.time = Timestamp(nanosecondsSinceEpoch: 1)
      record.observedTime = Timestamp(nanosecondsSinceEpoch: 2)
      record.severity = .error
      record.severityText = "ERR"
      record.body = ["new"]
      record.eventName = "new.name"
      record.spanContext = .sample(8)
      record.setAttribute("a", "new")
      record.setAttribute("", "no key")
      record.removeAttribute("b")
      record.removeAttribute("unknown")
    })
    let bench = LogBench(resource: Resource(["service.name": "s"]), processors: [processor])
    bench.logger.emit("old", severity: .info, attributes: ["a": 1, "b": 2, "c": 3])

    let scope = InstrumentationScope(name: "bench", version: "1")
    XCTAssertEqual(
      read.withLock { $0 },
      [
        LogRecordData(
          resource: Resource(["service.name": "s"]), scope: scope, observedTime: bench.clock.now,
          severity: .info, body: "old", attributes: ["a": 1, "b": 2, "c": 3])
      ]
    )
    XCTAssertEqual(
      bench.records,
      [
        LogRecordData(
          resource: Resource(["service.name": "s"]), scope: scope,
          time: Timestamp(nanosecondsSinceEpoch: 1), observedTime: Timestamp(nanosecondsSinceEpoch: 2),
          severity: .error, severityText: "ERR", body: ["new"], attributes: ["a": "new", "c": 3],
          spanContext: .sample(8), eventName: "new.name")
      ]
    )
  }

  func test_L22_onEmit_comesToProcessorsThatSaidTheyAreNotInterested() {
    let processor = ScriptedLogProcessor(isInterested: { _ in false })
    let logger = LoggerProvider(processors: [processor]).logger(named: "l")
    XCTAssertFalse(logger.isEnabled())
    logger.emit("x")

    XCTAssertEqual(processor.heard, ["isEnabled UNSPECIFIED ", "onEmit x"])
  }

  func test_L25_events_showInTheCurrentSpanAsWell() throws {
    let bench = LogBench(processors: [SpanEventProcessor()])
    let spans = SpanBench()
    let time = Timestamp(nanosecondsSinceEpoch: 5)
    bench.logger.emit(event: "outside")
    let other = spans.tracer.startSpan("other")
    spans.tracer.withSpan("work") { span in
      bench.logger.emit("no event")
      bench.logger.emit(LogRecord(attributes: ["a": 1], eventName: "timed", time: time))
      bench.logger.emit(LogRecord(eventName: "observed"))
      bench.logger.emit(LogRecord(eventName: "of another", context: .span(other.context)))
      bench.logger.emit(LogRecord(eventName: "of none", context: .none))
      span.end()
      bench.logger.emit(LogRecord(eventName: "too late"))
    }

    XCTAssertEqual(
      try XCTUnwrap(spans.spans.first).events,
      [
        SpanEvent(time: time, name: "timed", attributes: ["a": 1]),
        SpanEvent(time: bench.clock.now, name: "observed", attributes: [:]),
      ]
    )
    XCTAssertEqual(
      bench.records.map(\.eventName),
      ["outside", "", "timed", "observed", "of another", "of none", "too late"])
  }
}
