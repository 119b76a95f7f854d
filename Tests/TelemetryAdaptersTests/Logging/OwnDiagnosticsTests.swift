import Dispatch
import Logging
import LoggingAdapter
import SessionBuddyTelemetry
import Synchronization
import TelemetryTesting
import XCTest

/// What the SDK says about itself is read by people and never sent.
final class OwnDiagnosticsTests: XCTestCase {
  func test_B07_reports_areShownButNotSent() {
    let bench = LogBench()
    let shown = Mailbox()
    let logger = Logging.Logger(label: "telemetry") {
      MultiplexLogHandler([Console(shown: shown), bench.handler($0)])
    }
    let diagnostics = Diagnostics(minimum: .warning, logger: logger)
    diagnostics.report(Diagnostic(.info, "not asked for"))
    diagnostics.report(Diagnostic(.warning, "dropped"))
    diagnostics.report(Diagnostic(.error, "lost"))
    logger.warning("of the program")

    XCTAssertEqual(shown.all, ["warning dropped", "error lost", "warning of the program"])
    XCTAssertEqual(bench.records.map(\.body), ["of the program"])
  }

  /// Whatever a handler of one's own logs, by any logger, with any words.
  func test_B07_handlerOfOnesOwn_isHeardByNoRecord() {
    let bench = LogBench()
    let logger = bench.logger()
    let diagnostics = Diagnostics { diagnostic in
      logger.error("telemetry: \(diagnostic.message)")
      logger.info("and more")
    }
    diagnostics.report(Diagnostic(.warning, "dropped"))

    XCTAssertEqual(bench.records, [])
    logger.info("of the program")
    XCTAssertEqual(bench.records.count, 1)
  }

  /// Handlers may pass a message on whenever they like: its mark goes with it.
  func test_B07_reportThatIsPassedOnLater_isNotSent() {
    let bench = LogBench()
    let waiting = Waiting()
    let logger = Logging.Logger(label: "l") { Later(inner: bench.handler($0), waiting: waiting) }
    Diagnostics(logger: logger).report(Diagnostic(.error, "lost"))
    logger.error("of the program")
    waiting.runAll()

    XCTAssertEqual(bench.records.map(\.body), ["of the program"])
  }

  /// Each refusal is reported, and each report is logged; if it were sent, it would be refused and reported again.
  func test_B07_FS12_collectorThatRefusesEverything_isToldNothingAboutThat() throws {
    let collector = try FakeCollector(otherwise: .status(.permissionDenied))
    defer { collector.stop() }
    let shown = Mailbox()
    let route = Route()
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    settings.logsEnabled = true
    let telemetry = try SessionTelemetry(
      settings, diagnostics: Diagnostics { route.logger?.error("\($0.message)") })
    let provider = telemetry.loggerProvider
    route.logger = Logging.Logger(label: "all") {
      MultiplexLogHandler([Console(shown: shown), TelemetryLogHandler(label: $0, provider: provider)])
    }
    let logger = try XCTUnwrap(route.logger)
    for round in 0..<5 {
      logger.info("message \(round)")
      _ = telemetry.flush()
    }
    let ledger = telemetry.shutdown()

    try collector.expect(
      conserved: ledger,
      recorded: ItemCounts(dataPoints: ledger.accepted.dataPoints, logRecords: 5))
    XCTAssertEqual(ledger.exported, ItemCounts())
    XCTAssertEqual(ledger.dropped[DropReason(rawValue: "permission_denied")]?.logRecords, 5)
    XCTAssertGreaterThan(shown.all.count, 5, "the refusals should be shown")
    let bodies = collector.requests.flatMap { request -> [AttributeValue] in
      if case .logs(let records) = request.content { records.map(\.body) } else { [] }
    }
    XCTAssertEqual(bodies, (0..<5).map { .string("message \($0)") })
  }
}

/// Passes messages on when it is told to.
private struct Later: LogHandler {
  let inner: TelemetryLogHandler
  let waiting: Waiting
  var logLevel = Logging.Logger.Level.trace
  var metadata = Logging.Logger.Metadata()

  init(inner: TelemetryLogHandler, waiting: Waiting) {
    self.inner = inner
    self.waiting = waiting
  }

  subscript(metadataKey key: String) -> Logging.Logger.MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    waiting.add { [inner] in inner.log(event: event) }
  }
}

/// Work to be done later, on another thread.
private final class Waiting: Sendable {
  private let work = Mutex<[@Sendable () -> Void]>([])

  func add(_ body: @escaping @Sendable () -> Void) {
    work.withLock { $0.append(body) }
  }

  func runAll() {
    let all = work.withLock { $0 }
    DispatchQueue.concurrentPerform(iterations: all.count) { all[$0]() }
  }
}

/// A logger that is known only after those who use it.
private final class Route: Sendable {
  private let known = Mutex<Logging.Logger?>(nil)

  var logger: Logging.Logger? {
    get { known.withLock { $0 } }
    set { known.withLock { $0 = newValue } }
  }
}
