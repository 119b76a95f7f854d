import Telemetry
import TelemetryTesting
import XCTest

final class LoggerProviderTests: XCTestCase {
  func test_L01_global_isDisabledUntilAProgramSetsOne() {
    XCTAssertTrue(LoggerProvider.global === LoggerProvider.disabled)
    let bench = LogBench()
    LoggerProvider.setGlobal(bench.provider)
    defer { LoggerProvider.setGlobal(nil) }
    LoggerProvider.global.logger(named: "anywhere").emit("x")

    XCTAssertEqual(bench.records.map(\.scope.name), ["anywhere"])
    LoggerProvider.setGlobal(nil)
    XCTAssertTrue(LoggerProvider.global === LoggerProvider.disabled)
  }

  func test_L06_disabledProvider_takesEverythingAndSaysNothing() {
    let said = Mailbox()
    let silent = LoggerProvider(processors: [], diagnostics: Diagnostics { said.add($0.message) })
    for provider in [silent, .disabled] {
      let logger = provider.logger(named: "", version: "1", schemaURL: "u", attributes: ["a": 1])
      logger.emit(LogRecord("x", severity: Severity(rawValue: 200), eventName: "e"))
      for severity in [Severity.unspecified, .trace, .fatal] {
        XCTAssertFalse(logger.isEnabled(severity: severity, eventName: "e"))
      }
      provider.configureLoggers { _ in LoggerConfiguration(isEnabled: true) }
      XCTAssertFalse(logger.isEnabled())
      XCTAssertTrue(provider.flush(within: .zero))
    }
    XCTAssertTrue(silent.shutdown(within: .zero))
    XCTAssertEqual(said.all, [])
  }

  func test_L13_severalProviders_doNotSeeEachOther() {
    let (one, other) = (LogBench(resource: Resource(["n": 1])), LogBench(resource: Resource(["n": 2])))
    one.logger.emit("a")
    other.logger.emit("b")

    XCTAssertEqual(one.records.map(\.resource), [Resource(["n": 1])])
    XCTAssertEqual(other.records.map(\.resource), [Resource(["n": 2])])
    XCTAssertEqual(one.bodies, ["a"])
    XCTAssertEqual(other.bodies, ["b"])
  }

  func test_L13_emptyName_isKeptAndToldOnce() {
    let said = Mailbox()
    let bench = LogBench(said: { said.add($0.message) })
    bench.provider.logger(named: "").emit("x")
    bench.provider.logger(named: "").emit("y")

    XCTAssertEqual(bench.records.map(\.scope.name), ["", ""])
    XCTAssertEqual(said.all, ["a logger was asked for without a name"])
  }

  func test_L13_newConfiguration_reachesLoggersThereAre() {
    let bench = LogBench()
    bench.logger.emit("a")
    bench.provider.configureLoggers { LoggerConfiguration(isEnabled: $0.name != "bench") }
    bench.logger.emit("b")
    bench.provider.logger(named: "bench", version: "1").emit("c")
    bench.provider.logger(named: "other").emit("d")
    bench.provider.configureLoggers { _ in nil }
    bench.logger.emit("e")

    XCTAssertEqual(bench.bodies, ["a", "d", "e"])
  }

  func test_L27_flushAndShutdown_reachEveryProcessor() {
    let processors = [
      ScriptedLogProcessor(), ScriptedLogProcessor(isDone: false), ScriptedLogProcessor(),
    ]
    let provider = LoggerProvider(processors: processors)

    XCTAssertFalse(provider.flush(within: .seconds(1)))
    XCTAssertFalse(provider.shutdown(within: .seconds(1)))
    XCTAssertTrue(provider.shutdown(within: .seconds(1)), "a second time there is nothing to do")
    for processor in processors {
      XCTAssertEqual(processor.heard, ["flush", "shutdown"])
    }
  }

  func test_L27_loggerAfterShutdown_doesNothing() {
    let bench = LogBench()
    bench.logger.emit("before")
    XCTAssertTrue(bench.provider.shutdown(within: .seconds(1)))
    let late = bench.provider.logger(named: "late")
    late.emit("late")
    bench.logger.emit("old logger")

    XCTAssertFalse(late.isEnabled())
    XCTAssertEqual(bench.bodies, ["before"])
  }

  func test_O10_recordsGivenToEnabledLoggers_areCountedBeforeAnyFilter() {
    let reader = ManualReader()
    let meter = MeterProvider(resource: Resource(), readers: [reader]).meter(named: "self")
    let bench = LogBench { options in
      options.selfMeter = meter
      options.configurator = { scope in
        LoggerConfiguration(isEnabled: scope.name != "off", minimumSeverity: .warn)
      }
    }
    bench.logger.emit("kept", severity: .error)
    bench.logger.emit("below", severity: .info)
    bench.provider.logger(named: "off").emit("not counted")

    XCTAssertEqual(bench.bodies, ["kept"])
    XCTAssertEqual(
      reader.collect().flatMap(\.lines), ["otel.sdk.log.created sum cumulative {log_record} {} = 2"])
  }
}
