import Logging
import LoggingAdapter
import SessionBuddyTelemetry
import Synchronization
import TelemetryTesting
import XCTest

/// A program that logs everything by one logger, what the SDK says about itself included.
final class RootLoggerTests: XCTestCase {
  func test_FS12_fiveMinutesWithoutCollector_atTrace_sendNothingOfTheSDKsOwn() throws {
    let clock = ManualClock()
    let collector = try FakeCollector(running: false)
    defer { collector.stop() }
    let shown = Mailbox()
    let root = Root(shown: shown)
    var logger = Logging.Logger(label: "root") { _ in root }
    logger.logLevel = .trace
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    settings.logsEnabled = true
    let telemetry = try SessionTelemetry(settings, diagnostics: Diagnostics(logger: logger), clock: clock)
    root.send(to: TelemetryLogHandler(label: "root", provider: telemetry.loggerProvider, clock: clock))
    XCTAssertTrue(clock.waitForSleepers())

    var second = 0
    let isOver = clock.run(for: .seconds(300), inStepsOf: .seconds(1)) {
      logger.trace("second \(second)")
      telemetry.tracer.withSpan("second") { _ in }
      second += 1
    }
    XCTAssertTrue(isOver)
    try collector.start()
    XCTAssertTrue(clock.run(for: .seconds(60), inStepsOf: .seconds(1)))
    let ledger = telemetry.shutdown()

    try collector.expect(conserved: ledger, recorded: ItemCounts(spans: 300, logRecords: 300))
    XCTAssertEqual(collector.logRecords.map(\.body), (0..<300).map { .string("second \($0)") })
    XCTAssertEqual(Set(collector.logRecords.map(\.severity)), [.trace])
    // It was said, and in few words: the handler saw it, and refused to send it.
    let own = shown.all.filter { !$0.hasPrefix("trace second") }
    XCTAssertTrue(own.first?.contains("connection refused") == true, "\(own)")
    XCTAssertTrue(own.last?.contains("takes telemetry again after") == true, "\(own)")
    XCTAssertLessThanOrEqual(own.count, 12, "\(own)")
  }
}

/// Shows every message, and passes it on once there is somebody to send it.
private final class Root: LogHandler {
  private let console: Console
  private let sender = Mutex<TelemetryLogHandler?>(nil)

  init(shown: Mailbox) {
    console = Console(shown: shown)
  }

  var logLevel: Logging.Logger.Level {
    get { .trace }
    set {}
  }
  var metadata: Logging.Logger.Metadata {
    get { [:] }
    set {}
  }

  func send(to handler: TelemetryLogHandler) {
    sender.withLock { $0 = handler }
  }

  subscript(metadataKey key: String) -> Logging.Logger.MetadataValue? {
    get { nil }
    set {}
  }

  func log(event: LogEvent) {
    console.log(event: event)
    sender.withLock { $0 }?.log(event: event)
  }
}
