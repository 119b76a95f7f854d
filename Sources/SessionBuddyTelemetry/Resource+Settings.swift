import ResourceDetectors
import Settings
import Telemetry

extension Resource {
  /// Who this process is: the settings over what is found out about service, host and process, over what holds for
  /// every program of this library.
  ///
  /// `service.instance.id` is always there, random for each process unless the settings name one. With
  /// anonymous paths neither paths nor the name of the user are told.
  static func detected(for settings: TelemetrySettings) -> ResourceDetection {
    // The settings have read the environment, so the service detector must not have another opinion.
    let detectors: [any ResourceDetector] = [
      ServiceDetector(environment: [:]), HostDetector(),
      ProcessDetector(details: settings.anonymizePaths ? [] : [.paths, .owner]),
    ]
    return Resource.detected(by: detectors)
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
