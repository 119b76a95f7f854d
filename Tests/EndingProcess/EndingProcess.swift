import CTestSupport
import SessionBuddyTelemetry
import Synchronization

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// `EndingProcess ENDPOINT SPOOL WAY` records two points, three spans and four log records, and ends in a way of its own:
/// `exit`, `letgo` of the telemetry, `shutdown`, which ends with 0 when everything arrived, or `wait` for a signal with `watch`
/// or without; `ignore` ignores them first; `hang` is `exit` with a callback and a span processor that say so and do not return.
/// When it waits it says so on standard error. Before it ends, `fork` has a child that uses the telemetry and exits, and `execute`
/// one that runs this program, with a spool of its own. That of `start` starts telemetry of its own, and that of `restart` does so
/// after this process has exported.
@main
enum EndingProcess {
  /// For a child, to which a function of C has no other way.
  private static let inherited = Mutex<SessionTelemetry?>(nil)

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4 else { exit(2) }
    let way = arguments[3]
    if way == "ignore" { _ = signal(SIGTERM, SIG_IGN) }
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(arguments[1])
    // A child that is forked while a file is being opened could not open one.
    if way != "start" { settings.spoolDirectory = arguments[2] }
    settings.logsEnabled = true
    settings.exportInterval = .seconds(3_600)
    settings.shutdownTimeout = .milliseconds(200)
    let telemetry = try SessionTelemetry(settings, spanProcessors: way == "hang" ? [Hanging()] : [])
    if way == "watch" || way == "ignore" { telemetry.shutdownOnTermination() }
    telemetry.meter.counter("ended").add(1)
    telemetry.meter.histogram("lasted").record(2)
    for _ in 0..<3 { telemetry.tracer.startSpan("s").end() }
    for _ in 0..<4 { telemetry.logger.emit("l", severity: .info) }
    if way == "hang" {
      _ = telemetry.meter.observableGauge("hangs") { _ in hang() }
    }
    switch way {
    case "exit", "hang": exit(0)
    case "letgo": return
    case "shutdown": shutdown(telemetry)
    case "fork":
      inherited.withLock { $0 = telemetry }
      exit(ctestsupport_child_that_exits(useTelemetry))
    case "start", "restart":
      if way == "restart" { _ = telemetry.flush(within: .seconds(30)) }
      guard ctestsupport_child_that_exits(startAnew) == 0 else { exit(3) }
      shutdown(telemetry)
    case "execute":
      let status = unsafe ctestsupport_child_that_executes(
        arguments[0], arguments[1], arguments[2] + "-2", "shutdown")
      guard status == 0 else { exit(3) }
      shutdown(telemetry)
    default:
      say("waiting\n")
      while true { pause() }
    }
  }

  private final class Hanging: SpanProcessor {
    func onEnd(_ span: FinishedSpan) {}
    func flush(until deadline: Instant) -> Bool { true }
    func shutdown(until deadline: Instant) -> Bool { hang() }
  }

  private static func hang() -> Never {
    say("called\n")
    while true { pause() }
  }

  private static func say(_ words: String) {
    _ = unsafe write(STDERR_FILENO, words, words.utf8.count)
  }

  private static func shutdown(_ telemetry: SessionTelemetry) -> Never {
    let ledger = telemetry.shutdown(within: .seconds(30))
    exit(ledger.addsUp && ledger.accepted == ledger.exported ? 0 : 1)
  }

  private static let startAnew: @convention(c) () -> Void = {
    guard let endpoint = try? CollectorEndpoint(CommandLine.arguments[1]) else { _exit(4) }
    var settings = TelemetrySettings()
    settings.endpoint = endpoint
    settings.spoolDirectory = CommandLine.arguments[2] + "-2"
    settings.metricsEnabled = false
    guard let telemetry = try? SessionTelemetry(settings) else { _exit(5) }
    telemetry.tracer.startSpan("child").end()
    let isAlone = CommandLine.arguments[3] == "start"
    let ledger = telemetry.shutdown(within: .seconds(isAlone ? 20 : 1))
    exit(ledger.exported.spans + ledger.spooled.spans == 1 ? 0 : 6)
  }

  private static let useTelemetry: @convention(c) () -> Void = {
    guard let telemetry = EndingProcess.inherited.withLock({ $0 }) else { _exit(4) }
    telemetry.meter.counter("ended").add(1)
    telemetry.tracer.startSpan("child").end()
    telemetry.logger.emit("child", severity: .info)
  }
}
