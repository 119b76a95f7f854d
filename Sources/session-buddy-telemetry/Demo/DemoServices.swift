import SessionBuddyTelemetry

/// The two services of the demo, each with a telemetry system of its own: they share the ids of sessions and no more.
struct DemoServices {
  /// Where sessions run; all records are its.
  let sessionBuddy: SessionTelemetry
  /// Who works for them.
  let mahavishnu: SessionTelemetry

  /// Both, sending to `endpoint` as the program called `instance`.
  init(endpoint: String, instance: String, diagnostics: Diagnostics) throws(SettingsError) {
    sessionBuddy = try SessionTelemetry(
      Self.settings("session-buddy", endpoint, instance), diagnostics: diagnostics)
    var settings = try Self.settings("mahavishnu", endpoint, instance)
    settings.metricsEnabled = false
    mahavishnu = try SessionTelemetry(settings, diagnostics: diagnostics)
  }

  /// Sends the rest; where every item of both went.
  func shutdown(within duration: Duration) -> Ledger {
    mahavishnu.shutdown(within: duration) + sessionBuddy.shutdown(within: duration)
  }

  /// Everything on, and often enough to watch.
  private static func settings(
    _ service: String, _ endpoint: String, _ instance: String
  ) throws(SettingsError) -> TelemetrySettings {
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(endpoint)
    settings.serviceName = service
    settings.resourceAttributes[ArrivalBook.instanceKey] = instance
    settings.exportInterval = .seconds(1)
    settings.exportTimeout = .seconds(1)
    settings.scheduleDelay = .milliseconds(500)
    return settings
  }
}
