import Surroundings

extension Resource {
  /// What holds for every program that says nothing about itself: this SDK, and a service named after the
  /// executable.
  ///
  /// It has no schema URL, so that merging it with any resource succeeds.
  public static let `default` = makeDefault(executablePath: try? HostSystem.executablePath())

  /// The default resource of the program at a path: `unknown_service:NAME`, or `unknown_service` without one
  ///
  package static func makeDefault(executablePath: String?) -> Resource {
    let name = executablePath?.split(separator: "/").last.map { "unknown_service:\($0)" }
    return Resource(TelemetrySDK.attributes.merging(["service.name": .string(name ?? "unknown_service")]))
  }
}
