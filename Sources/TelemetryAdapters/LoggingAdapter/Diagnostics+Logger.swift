public import Logging
public import Telemetry

extension Diagnostics {
  /// Reports of at least `minimum` go to `logger`, where people read the logs of the program: to its console, to a file.
  ///
  /// ``TelemetryLogHandler`` knows them wherever they come through, and does not send them: what the SDK says about
  /// sending must not have to be sent. `logger` may well be one of those whose messages are.
  ///
  /// ```swift
  /// let diagnostics = Diagnostics(logger: Logger(label: "telemetry"))
  /// ```
  public convenience init(minimum: Diagnostic.Severity = .info, logger: Logging.Logger) {
    self.init(minimum: minimum) { diagnostic in
      logger.log(
        level: Logging.Logger.Level(diagnostic.severity),
        "\(diagnostic.message)",
        metadata: [OwnDiagnostic.key: .stringConvertible(OwnDiagnostic())],
        source: "session-buddy-telemetry"
      )
    }
  }
}

/// The mark of what the SDK says about itself; nobody else can make one.
private struct OwnDiagnostic: CustomStringConvertible, Sendable {
  static let key = "telemetry.diagnostic"

  let description = "true"
}

extension LogEvent {
  /// Whether the SDK says this about itself, in whatever thread and however long ago.
  var isOwnDiagnostic: Bool {
    guard case .stringConvertible(let mark) = metadata?[OwnDiagnostic.key] else { return false }
    return mark is OwnDiagnostic
  }
}

extension Logging.Logger.Level {
  fileprivate init(_ severity: Diagnostic.Severity) {
    switch severity {
    case .info: self = .info
    case .warning: self = .warning
    case .error: self = .error
    }
  }
}
