import ArgumentParser
import CollectorCheck
import Foundation
import SessionBuddyTelemetry

/// `doctor`: why nothing arrives, or that it would.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Go the way to the collector step by step, and say what is wrong and how to mend it.",
    discussion: """
      The stages are settings, address, connect, tls, grpc, export and size. One that fails ends the way; the \
      rest is skipped. Nothing is sent that makes a series, a span or a log record: the export requests are \
      empty, and the one that finds out about the size is filled with a field that collectors skip. Values of \
      headers are never shown.

      EXAMPLES
        session-buddy-telemetry doctor
        session-buddy-telemetry doctor --endpoint https://collector.example:4317
        session-buddy-telemetry doctor --json | jq .ok

      OUTPUT OF --json
        ok         whether no stage failed
        collector  where it was looked for
        stages     name, status (ok, warning, failed, skipped), summary,
                   details, hint
        notes      what else is worth knowing

      EXIT CODES
        0  nothing stands in the way; there may be warnings
        1  a stage failed, the settings included
        2  the command line is at fault
      """
  )

  @Option(
    help: ArgumentHelp(
      "The settings file; without it settings/session-buddy.yaml, if there is one.", valueName: "file"))
  var settings: String?

  @Option(help: ArgumentHelp("The collector, instead of otlp_endpoint of the settings.", valueName: "url"))
  var endpoint: String?

  @Option(help: ArgumentHelp("How long one stage may take.", valueName: "seconds"))
  var timeout = 5.0

  @Flag(help: "Print the result as one JSON object and nothing else.")
  var json = false

  func validate() throws {
    guard timeout > 0, timeout <= 60 else {
      throw ValidationError("--timeout: expected more than 0 and at most 60 seconds, found \(timeout).")
    }
  }

  func run() throws {
    let view = DoctorView()
    let read = try SettingsChoice(path: settings, endpoint: endpoint).read()
    if !json { view.title((try? read.get())?.settings.endpoint.description) }
    let report = CollectorCheck.run(
      read,
      environment: ProcessInfo.processInfo.environment,
      now: Date().timeIntervalSince1970,
      patience: .seconds(timeout),
      tell: { if !json { view.show($0) } }
    )
    if json { Console.line(report.json) } else { view.end(report) }
    guard report.isOK else { throw CommandFailure(.notDelivered) }
  }
}
