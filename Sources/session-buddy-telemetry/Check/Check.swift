import ArgumentParser
import SessionBuddyTelemetry

/// `check`: the settings in force, and where each of them comes from.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show every setting with its value and where it came from.",
    discussion: """
      Later layers win: defaults, settings/session-buddy.yaml, local.yaml beside it, SESSION_BUDDY_<KEY>, and \
      OpenTelemetry's own OTEL_* variables. Certificates are read too, nothing is sent, and secrets are not \
      shown.

      EXAMPLES
        session-buddy-telemetry check
        session-buddy-telemetry check --settings /etc/session-buddy.yaml

      EXIT CODES
        0  the settings can be used
        2  they cannot; the error names file, line, column and key
      """
  )

  @Option(
    help: ArgumentHelp(
      "The settings file; without it settings/session-buddy.yaml, if there is one.", valueName: "file"))
  var settings: String?

  func run() throws {
    let resolved = try SettingsChoice(path: settings).load()
    let notes = DiagnosticNotes()
    // Starting reads the certificates and what else only a running system needs; it opens no connection.
    try SettingsChoice.start(resolved, notes.diagnostics).shutdown(within: .zero)
    Console.line(SettingsTable(resolved).text)
    for warning in resolved.warnings + notes.take() { Console.line("warning: \(warning)") }
  }
}

/// Every setting on a line of its own, in columns.
struct SettingsTable {
  let text: String

  init(_ resolved: ResolvedSettings) {
    let rows = resolved.entries.map { [$0.key, $0.value.isEmpty ? "-" : $0.value, $0.origin.description] }
    let files = resolved.files.isEmpty ? "none found" : resolved.files.joined(separator: ", ")
    text = TextTable(["KEY", "VALUE", "FROM"], rows).text + "\n\nsettings files: \(files)"
  }
}
