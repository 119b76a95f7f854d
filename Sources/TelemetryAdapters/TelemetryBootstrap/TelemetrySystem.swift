public import Logging
public import SessionBuddyTelemetry
public import Settings
public import Telemetry

/// The telemetry of a program that knows swift-log, swift-metrics and swift-distributed-tracing only.
///
/// One line, before the first logger or metric is made; everything else is what those packages offer. `Logger`, `Counter`
/// and `Span` stay theirs: this module hands on no names of the SDK.
///
/// ```swift
/// let telemetry = try TelemetrySystem.bootstrap(settingsAt: "settings/session-buddy.yaml")
/// Logger(label: "ledger").info("started")
/// telemetry.shutdown()
/// ```
///
/// Each of the three packages can be bootstrapped once in a process, and stops it at the second attempt. Loggers emit only
/// what `otel_logs_enabled` lets through.
public struct TelemetrySystem: Sendable {
  /// Makes the handler that shows messages to people, of a label and a metadata provider.
  public typealias Console = @Sendable (String, Logging.Logger.MetadataProvider?) -> any LogHandler

  /// What everything goes through, for what only the SDK can do.
  public let telemetry: SessionTelemetry

  /// Reads the settings, starts, and becomes the backend of the three packages.
  ///
  /// - Parameters:
  ///   - path: The settings file; it must exist.
  ///   - console: What shows messages besides; standard error unless given, nil for nothing.
  ///   - metadataProvider: What every logger says besides.
  ///   - diagnostics: Where the library reports what it cannot return; standard error unless given.
  ///   - override: The last word on the settings.
  public static func bootstrap(
    settingsAt path: String,
    console: Console? = standardError,
    metadataProvider: Logging.Logger.MetadataProvider? = nil,
    diagnostics: Diagnostics? = nil,
    override: (inout TelemetrySettings) throws(SettingsError) -> Void = { _ in }
  ) throws(SettingsError) -> TelemetrySystem {
    let telemetry = try SessionTelemetry.start(
      settingsAt: path, diagnostics: diagnostics, override: override)
    return bootstrap(telemetry, console: console, metadataProvider: metadataProvider)
  }

  /// Makes telemetry that was started before the backend of the three packages.
  @discardableResult
  public static func bootstrap(
    _ telemetry: SessionTelemetry,
    console: Console? = standardError,
    metadataProvider: Logging.Logger.MetadataProvider? = nil
  ) -> TelemetrySystem {
    let system = TelemetrySystem(telemetry)
    system.install(console, metadataProvider)
    return system
  }

  /// Messages on standard error, one line each, as swift-log itself writes them.
  public static let standardError: Console = {
    StreamLogHandler.standardError(label: $0, metadataProvider: $1)
  }

  package init(_ telemetry: SessionTelemetry) {
    self.telemetry = telemetry
  }

  /// Sends everything recorded so far, and waits for it; false when that has not finished in time.
  public func flush(within duration: Duration = .seconds(10)) -> Bool {
    telemetry.flush(within: duration)
  }

  /// Sends a last time, and tells where every item went; blocks its caller for `duration` at most, that of the settings
  /// unless given.
  @discardableResult
  public func shutdown(within duration: Duration? = nil) -> Ledger {
    telemetry.shutdown(within: duration)
  }
}
