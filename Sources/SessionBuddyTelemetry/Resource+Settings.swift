import ResourceDetectors
import Settings
import Telemetry

extension Resource {
  /// What the detectors that the settings name find out, over what holds for every program.
  ///
  /// Among them is `service.instance.id`, random for each process. With anonymous paths neither paths nor the
  /// name of the user are told.
  static func detected(for settings: TelemetrySettings) -> ResourceDetection {
    Resource.detected(
      by: settings.resourceDetectors.map { name -> any ResourceDetector in
        switch name {
        case .process: ProcessDetector(details: settings.anonymizePaths ? [] : [.paths, .owner])
        case .host: HostDetector(includesSystem: false)
        case .os: OperatingSystemDetector()
        // The settings name the service, whatever the environment says.
        case .service: ServiceDetector(environment: [:])
        case .container: ContainerDetector()
        case .environment: EnvironmentDetector()
        }
      }
    )
  }

  /// This resource with what the settings say over it; nobody can pass for another SDK.
  func merging(_ settings: TelemetrySettings) -> Resource {
    var named: [(String, AttributeValue)] = settings.resourceAttributes.map { ($0.key, .string($0.value)) }
    named.append(("service.name", .string(settings.serviceName)))
    // Older settings say it under the name that was given up.
    if let environment = settings.resourceAttributes["deployment.environment"] {
      named.insert(("deployment.environment.name", .string(environment)), at: 0)
    }
    if let version = settings.serviceVersion { named.append(("service.version", .string(version))) }
    return
      merging(attributes: ["service.namespace": "session-buddy", "telemetry.source": "session-buddy"])
      .merging(attributes: AttributeSet(named))
      .merging(attributes: TelemetrySDK.attributes)
  }
}
