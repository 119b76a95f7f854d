import Telemetry
import XCTest

final class LoggerConfigurationTests: XCTestCase {
  private func bench(_ configuration: LoggerConfiguration) -> LogBench {
    LogBench { $0.configurator = { _ in configuration } }
  }

  func test_L14_defaults_letEverythingPass() {
    XCTAssertEqual(
      LoggerConfiguration(),
      LoggerConfiguration(isEnabled: true, minimumSeverity: .unspecified, isTraceBased: false))
    let bench = bench(LoggerConfiguration())
    for severity in 0...24 { bench.logger.emit("x", severity: Severity(rawValue: UInt8(severity))) }

    XCTAssertEqual(bench.records.map { Int($0.severity.rawValue) }, Array(0...24))
  }

  func test_L14_minimumSeverity_dropsWhatIsBelow_butNotWhatSaysNothing() {
    let bench = bench(LoggerConfiguration(minimumSeverity: .warn))
    for severity in 0...24 {
      let severity = Severity(rawValue: UInt8(severity))
      bench.logger.emit("x", severity: severity)
      XCTAssertEqual(
        bench.logger.isEnabled(severity: severity), severity == .unspecified || severity.rawValue >= 13)
    }

    XCTAssertEqual(bench.records.map { Int($0.severity.rawValue) }, [0] + Array(13...24))
  }

  func test_L14_traceBased_dropsRecordsOfSpansThatAreNotSampled() {
    let bench = bench(LoggerConfiguration(isTraceBased: true))
    let contexts: [(SpanContext, Bool)] = [
      (.sample(1), true),
      (.sample(2, flags: []), false),
      (.sample(3, flags: .random), false),
      (.invalid, true),
      // A trace alone is no span.
      (.sample(0, flags: []), true),
    ]
    for (context, isKept) in contexts {
      bench.logger.emit(LogRecord(context: .span(context)))
      XCTAssertEqual(bench.logger.isEnabled(context: .span(context)), isKept, "\(context)")
    }

    XCTAssertEqual(bench.records.map(\.spanContext), contexts.filter(\.1).map(\.0))
  }

  func test_L14_disabledLogger_emitsNothing() {
    let bench = bench(LoggerConfiguration(isEnabled: false))
    bench.logger.emit("x", severity: .fatal)

    XCTAssertEqual(bench.records, [])
    XCTAssertFalse(bench.logger.isEnabled(severity: .fatal))
  }

  func test_L04_L18_enabled_isWhatAnyProcessorSays() {
    let interested = ScriptedLogProcessor(isInterested: { $0.severity >= .warn })
    let never = ScriptedLogProcessor(isInterested: { _ in false })
    let logger = LoggerProvider(processors: [never, interested]).logger(named: "l")

    XCTAssertTrue(logger.isEnabled(severity: .error, eventName: "e"))
    XCTAssertFalse(logger.isEnabled(severity: .info))
    XCTAssertEqual(
      interested.heard, ["isEnabled ERROR e", "isEnabled INFO "])
    XCTAssertFalse(LoggerProvider(processors: [never]).logger(named: "l").isEnabled())
    XCTAssertFalse(LoggerProvider(processors: []).logger(named: "l").isEnabled())
  }

  func test_L18_processorWithoutAnOpinion_isInterested() {
    let never = ScriptedLogProcessor(isInterested: { _ in false })
    let logger = LoggerProvider(processors: [never, SpanEventProcessor()]).logger(named: "l")

    XCTAssertTrue(logger.isEnabled(severity: .trace))
  }

  func test_L21_question_tellsScopeSpanSeverityAndEventName() {
    let processor = ScriptedLogProcessor(isInterested: { question in
      question.scope == InstrumentationScope(name: "l", version: "2") && question.severity == .warn
        && question.eventName == "e.v" && question.spanContext == .sample(4)
    })
    let logger = LoggerProvider(processors: [processor]).logger(named: "l", version: "2")

    XCTAssertTrue(logger.isEnabled(severity: .warn, eventName: "e.v", context: .span(.sample(4))))
    XCTAssertFalse(logger.isEnabled(severity: .warn, eventName: "e.v", context: .none))
  }
}
