import SessionBuddyTelemetry

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// `SessionProcess ENDPOINT ID` is the process that a session runs in; `SessionProcess ENDPOINT ID OPERATION` is one that
/// works for it and was told its id. Ends with 0 when everything arrived.
@main
enum SessionProcess {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let endpoint = arguments.first, let id = arguments.dropFirst().first else { exit(2) }
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(endpoint)
    settings.metricsEnabled = false
    let operation = arguments.dropFirst(2).first
    settings.serviceName = operation == nil ? "session-buddy" : "mahavishnu"
    let telemetry = try SessionTelemetry(settings)
    if let operation {
      telemetry.continueSession(id: id, operation: operation) { _ in }
    } else {
      let session = telemetry.startSession(id: id, projectPath: "/src/ledger")
      session.withSpan(.checkpoint) { _ in }
      session.end()
    }
    let ledger = telemetry.shutdown()
    exit(ledger.addsUp && ledger.accepted == ledger.exported && ledger.exported.spans > 0 ? 0 : 1)
  }
}
