import ArgumentParser
import SessionBuddyTelemetry

/// `push`: records from files to a collector, once.
struct Push: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Send the records in files to a collector, and say where every item ended.",
    discussion: """
      Files are JSON lines, one record per line as Session-Buddy's to_dict() writes it; --activity also takes \
      the SQLite database ~/.claude/data/activity.db. An option may be repeated. A line that is not a record is \
      reported with its number and reason, and the rest is sent; a repeated session or event counts once.

      EXAMPLES
        session-buddy-telemetry push --sessions sessions.jsonl
        session-buddy-telemetry push --endpoint https://collector.example:4317 --activity activity.db --json
        session-buddy-telemetry push --settings session-buddy.yaml --interactions searches.jsonl --timeout 30

      OUTPUT OF --json
        One object on one line. "exported", "rejected" (by the collector), "queued" and "spooled" hold \
      data_points, spans and log_records. "dropped" counts by reason: items that were given up (queue_full, \
      retries_exhausted, shutdown, or the status the collector refused them with, such as unauthenticated), and \
      values a record held that cannot be true (value_negative, value_not_finite, value_out_of_range, \
      value_missing), which are left out while the rest of the record is sent. "records" counts what was read.

      EXIT CODES
        0  everything readable was delivered; lines that are no records do not change that
        1  something was not delivered before the time was over
        2  the command line, the settings or an input file is at fault; other files are still sent
      """
  )

  @Option(
    help: ArgumentHelp(
      "The settings file; without it settings/session-buddy.yaml, if there is one.", valueName: "file"))
  var settings: String?

  @Option(help: ArgumentHelp("The collector, instead of otlp_endpoint of the settings.", valueName: "url"))
  var endpoint: String?

  @Option(help: ArgumentHelp("Sessions, as JSON lines.", valueName: "file"))
  var sessions: [String] = []

  @Option(help: ArgumentHelp("Search interactions, as JSON lines.", valueName: "file"))
  var interactions: [String] = []

  @Option(help: ArgumentHelp("Activity events, as JSON lines or a SQLite database.", valueName: "file"))
  var activity: [String] = []

  @Option(help: ArgumentHelp("How long delivery may take, retries included.", valueName: "seconds"))
  var timeout = 10.0

  @Flag(help: "Print the result as one JSON object and nothing else.")
  var json = false

  func validate() throws {
    guard !(sessions + interactions + activity).isEmpty else {
      throw ValidationError("Nothing to send: expected --sessions, --interactions or --activity with a file.")
    }
    guard timeout > 0, timeout <= 3_600 else {
      throw ValidationError("--timeout: expected more than 0 and at most 3600 seconds, found \(timeout).")
    }
  }

  func run() throws {
    let resolved = try SettingsChoice(path: settings, endpoint: endpoint).load()
    for warning in resolved.warnings { Console.warning(warning) }
    guard resolved.settings.isEnabled else {
      let origin = resolved.origins["otel_enabled"].map { " (\($0))" } ?? ""
      throw CommandFailure(.usage, "otel_enabled is false\(origin): there is nothing to send with")
    }
    let notes = DiagnosticNotes()
    let telemetry = try SettingsChoice.start(resolved, notes.diagnostics)
    notes.take().forEach(Console.warning)

    var input = PushInput(telemetry)
    for path in sessions { input.readSessions(path) }
    for path in interactions { input.readInteractions(path) }
    for path in activity { input.readActivity(path) }
    input.finish()

    let ledger = telemetry.shutdown(within: .seconds(timeout))
    let result = PushResult(ledger, telemetry.health(), collector: resolved.settings.endpoint.description)
    Console.line(json ? result.json : result.text)
    if json { result.overflowWarning.map(Console.warning) }
    if let problem = result.problem { Console.error(problem) }
    if input.hasFailed { throw CommandFailure(.usage) }
    if result.problem != nil { throw CommandFailure(.notDelivered) }
  }
}
