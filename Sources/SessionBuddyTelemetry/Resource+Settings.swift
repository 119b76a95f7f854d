import Settings
import Telemetry

extension Resource {
  /// Who this process is: the settings' service and attributes over what holds for every program of this library.
  ///
  /// `service.instance.id` is always there, random for each process unless the settings name one.
  init(_ settings: TelemetrySettings) {
    let base = AttributeSet([
      ("service.instance.id", .string(Self.randomUUID())),
      ("service.namespace", "session-buddy"),
      ("telemetry.source", "session-buddy"),
    ])
    var named: [(String, AttributeValue)] = settings.resourceAttributes.map { ($0.key, .string($0.value)) }
    named.append(("service.name", .string(settings.serviceName)))
    if let version = settings.serviceVersion { named.append(("service.version", .string(version))) }
    let sdk: AttributeSet = [
      "telemetry.sdk.language": "swift",
      "telemetry.sdk.name": .string(PackageVersion.sdkName),
      "telemetry.sdk.version": .string(PackageVersion.current),
    ]
    self.init(base.merging(AttributeSet(named)).merging(sdk))
  }

  /// A UUID of version 4.
  private static func randomUUID() -> String {
    let high = (UInt64.random(in: 0 ... .max) & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
    let low = (UInt64.random(in: 0 ... .max) & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    let digits = Array(high.hexadecimal + low.hexadecimal)
    let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return groups.map { String(digits[$0]) }.joined(separator: "-")
  }
}
