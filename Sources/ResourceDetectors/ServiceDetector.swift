import Surroundings
public import Telemetry

/// The service: a `service.instance.id` for this process, and `service.name` from `OTEL_SERVICE_NAME`.
///
/// The id is a random UUID of version 4. All detectors of a process give the same one for as long as it lives; in a
/// forked child, new detectors give another (G-20).
public struct ServiceDetector: ResourceDetector {
  /// `service`.
  public let name = "service"
  private let serviceName: String?
  private let instance: @Sendable () -> String

  /// A detector that asks the environment of this process.
  public init() {
    self.init(environment: HostSystem.environment())
  }

  /// A detector that asks another environment.
  public init(environment: [String: String]) {
    self.init(environment: environment) { ServiceInstance.ofThisProgram.id(inProcess: HostSystem.processID) }
  }

  package init(environment: [String: String], instance: @escaping @Sendable () -> String) {
    serviceName = environment["OTEL_SERVICE_NAME"]?.trimmed
    self.instance = instance
  }

  /// The id, and the name if the environment has one.
  public func detect() throws(ResourceDetectionError) -> Resource {
    var findings = Findings()
    findings.add("service.instance.id", instance())
    findings.add("service.name", serviceName)
    return try findings.resource()
  }
}
