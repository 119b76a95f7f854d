import Surroundings
public import Telemetry

/// What `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` say; the latter wins over a `service.name` in the former
///
///
/// A list with a mistake is discarded as a whole, which is an error; its values are never shown. The resource
/// has no schema URL, because nobody knows which conventions the list follows.
public struct EnvironmentDetector: ResourceDetector {
  /// `environment`.
  public let name = "environment"
  private let environment: [String: String]

  /// A detector that asks the environment of this process.
  public init() {
    self.init(environment: HostSystem.environment())
  }

  /// A detector that asks another environment.
  public init(environment: [String: String]) {
    self.environment = environment
  }

  /// The attributes of both variables; one that is empty counts as not set (E-02).
  public func detect() throws(ResourceDetectionError) -> Resource {
    var service: [(String, AttributeValue)] = []
    if let name = environment["OTEL_SERVICE_NAME"]?.trimmed, !name.isEmpty {
      service = [("service.name", .string(name))]
    }
    let variable = "OTEL_RESOURCE_ATTRIBUTES"
    do throws(KeyValueList.Problem) {
      let listed = try KeyValueList.parse(environment[variable] ?? "")
      return Resource(AttributeSet(listed.map { ($0.name, .string($0.value)) } + service))
    } catch {
      let problem = "\(variable): expected \(error.expected), found \(error.found); all of it is ignored"
      throw ResourceDetectionError(problem, found: Resource(AttributeSet(service)))
    }
  }
}
