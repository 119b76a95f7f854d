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

      Each session that has ended also becomes a span, with the times of its record, in a trace whose id follows \
      from the session's id; one that has not ended, or has impossible times, does not. Pushing the same file \
      again sends the same spans again, under the same ids.

      EXAMPLES
        session-buddy-telemetry push --sessions sessions.jsonl
        session-buddy-telemetry push --activity activity.db --json
        session-buddy-telemetry push --endpoint https://collector.example:4317 \\
          --interactions searches.jsonl --timeout 30

      OUTPUT OF --json
        exported   what the collector took: data_points, spans, log_records
        rejected   what it refused in a partial success
        dropped    how many were given up, by reason. Items: queue_full,
                   retries_exhausted, shutdown (the time was over), or the
                   status they were refused with, such as unauthenticated.
                   Values left out of a record that was otherwise sent:
                   value_negative, value_not_finite, value_out_of_range,
                   value_missing, value_project_limit
        queued, spooled
                   what still waits, in memory and on disk
        records    what was read: sessions, interactions, activity_events,
                   duplicates, invalid
        session_spans
                   made, already_made for a session that was read before,
                   unfinished and implausible for those that have none

      EXIT CODES
        0  everything readable was delivered; invalid lines do not change that
        1  something was not delivered before the time was over
        2  the command line, the settings or an input file is at fault;
           the other files are still sent
      """
  )

  @Option(
    help: ArgumentHelp(
      "The settings file; without it settings/session-buddy.yaml, if there is one.", valueName: "file"))
  var settings: String?

  @Option(help: ArgumentHelp("The collector, instead of otlp_endpoint of the settings.", valueName: "url"))
  var endpoint: String?

  @Option(help: ArgumentHelp("Sessions, as JSON lines; each becomes metrics and a span.", valueName: "file"))
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
    guard timeout > 0, timeout <= 3_600 else {
      throw ValidationError("--timeout: expected more than 0 and at most 3600 seconds, found \(timeout).")
    }
  }

  func run() throws {
    guard !(sessions + interactions + activity).isEmpty else {
      throw CommandFailure(
        .usage, "nothing to send: expected --sessions, --interactions or --activity with a file")
    }
    let resolved = try SettingsChoice(path: settings, endpoint: endpoint).load()
    for warning in resolved.warnings { Console.warning(warning) }
    guard resolved.settings.isEnabled else {
      let origin = resolved.origins["otel_enabled"].map { " (\($0))" } ?? ""
      throw CommandFailure(.usage, "otel_enabled is false\(origin): there is nothing to send with")
    }
    let notes = DiagnosticNotes()
    let telemetry = try SettingsChoice.start(resolved, notes.diagnostics)
    notes.take().forEach(Console.warning)

    var input = PushInput(telemetry, patience: .seconds(timeout))
    for path in sessions { input.readSessions(path) }
    for path in interactions { input.readInteractions(path) }
    for path in activity { input.readActivity(path) }
    input.finish()

    let ledger = telemetry.shutdown(within: input.patience)
    let health = telemetry.health()
    let result = PushResult(
      ledger,
      health.records,
      sessionSpans: input.sessionSpans,
      collector: resolved.settings.endpoint.description,
      lastProblem: health.lastProblem,
      incidents: health.incidents
    )
    Console.line(json ? result.json : result.text)
    if json { result.overflowWarning.map(Console.warning) }
    if let problem = result.problem { Console.error(problem) }
    if input.hasFailed { throw CommandFailure(.usage) }
    if result.problem != nil { throw CommandFailure(.notDelivered) }
  }
}
