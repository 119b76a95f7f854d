import SessionBuddyTelemetry
import Synchronization

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// `StdioProcess WAY` is a server that speaks JSON-RPC: for each line it reads it writes one, and all it writes to standard
/// output is that.
///
/// It goes `without` the SDK; or `with` it, as the environment says; or with a `handler` of its own for what the SDK
/// reports; or `full` or `unread`, with a standard error that takes nothing. It ends with 0 when every item it recorded is
/// accounted for, and the handler, if there is one, was told something. What it has exported it writes to the file that
/// `EXPORTED` names, one number for each signal.
@main
enum StdioProcess {
  static func main() throws {
    let way = CommandLine.arguments.dropFirst().first
    guard let way, way != "without" else {
      serve { _ in }
      return
    }
    if ["full", "unread"].contains(way) { spoilStandardError(isFull: way == "full") }
    let told = Atomic(0)
    let telemetry = try SessionTelemetry.start(
      SettingsLoader().load(.ifPresent("/nonexistent/settings.yaml")),
      diagnostics: way == "handler" ? Diagnostics { _ in told.add(1, ordering: .relaxed) } : nil)
    let counter = telemetry.meter.counter("lines")
    var lines: UInt64 = 0
    serve { line in
      lines += 1
      counter.add(1, ["line": .string(line)])
      telemetry.tracer.withSpan("line") { _ in telemetry.logger.emit("answering", severity: .info) }
    }
    let ledger = telemetry.shutdown()
    let isWhole = ledger.addsUp && ledger.accepted.spans == lines && ledger.accepted.logRecords == lines
    report(ledger.exported)
    let isTold = way != "handler" || told.load(ordering: .relaxed) > 0
    exit(isWhole && isTold ? 0 : 1)
  }

  /// Makes standard error a pipe that nobody empties, and whoever waits for it is dead a minute later; or one that has no
  /// other end any more, and whoever writes to it is dead at once.
  private static func spoilStandardError(isFull: Bool) {
    var ends: [Int32] = [0, 0]
    _ = unsafe pipe(&ends)
    dup2(ends[1], STDERR_FILENO)
    guard isFull else {
      close(ends[0])
      return
    }
    let filler = [UInt8](repeating: UInt8(ascii: "x"), count: 4_096)
    _ = fcntl(STDERR_FILENO, F_SETFL, O_NONBLOCK)
    while unsafe write(STDERR_FILENO, filler, filler.count) > 0 {}
    _ = fcntl(STDERR_FILENO, F_SETFL, 0)
    alarm(60)
  }

  private static func report(_ counts: ItemCounts) {
    guard let path = unsafe getenv("EXPORTED"), let file = unsafe fopen(path, "w") else { return }
    _ = unsafe fputs("\(counts.dataPoints) \(counts.spans) \(counts.logRecords)", file)
    _ = unsafe fclose(file)
  }

  /// Answers each line, whose text is its id, and tells `record` of it.
  private static func serve(_ record: (String) -> Void) {
    while let line = readLine() {
      record(line)
      print("{\"jsonrpc\":\"2.0\",\"id\":\(line),\"result\":{\"echo\":\"größe 🦊\"}}")
      fflush(nil)
    }
  }
}
