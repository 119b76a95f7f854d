/// What this library says about itself on the wire.
package enum PackageVersion {
  /// The version of this package.
  package static let current = "0.1.0"
  /// The value of `telemetry.sdk.name`: `opentelemetry` is reserved for the official SDKs.
  package static let sdkName = "session-buddy-telemetry"
  /// The product in `User-Agent`.
  package static let userAgent = "\(sdkName)/\(current)"
}
