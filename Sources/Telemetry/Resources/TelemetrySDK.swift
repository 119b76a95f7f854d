/// What this SDK says about itself on the wire.
public enum TelemetrySDK {
  /// The value of `telemetry.sdk.name`: `opentelemetry` is reserved for the official SDKs.
  public static let name = "session-buddy-telemetry"
  /// The value of `telemetry.sdk.version`, the version of this package.
  public static let version = "0.1.0"
  /// The value of `telemetry.sdk.language`.
  public static let language = "swift"
  /// The product in `User-Agent`.
  package static let userAgent = "\(name)/\(version)"

  /// The three attributes that every resource of this SDK has.
  package static let attributes: AttributeSet = [
    "telemetry.sdk.language": .string(language),
    "telemetry.sdk.name": .string(name),
    "telemetry.sdk.version": .string(version),
  ]
}
