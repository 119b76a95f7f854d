import SessionBuddyTelemetry

/// What `--version` says.
enum CommandVersion {
  static let current = TelemetrySDK.version
}
