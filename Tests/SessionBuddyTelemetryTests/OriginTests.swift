import Foundation
import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

/// What the telemetry of a program says about its origin.
final class OriginTests: XCTestCase {
  func test_R01_everySignal_hasOneResource() throws {
    try withTelemetry { telemetry, collector in
      telemetry.record(Records.fileChange("a.swift", at: 1))
      telemetry.tracer.withSpan("work") { _ in }
      XCTAssertTrue(telemetry.flush())

      let resources = Set(collector.metrics.map(\.resource) + collector.spans.map(\.resource))
      XCTAssertEqual(resources, [telemetry.meterProvider.resource])
      XCTAssertFalse(collector.spans.isEmpty)
      XCTAssertFalse(collector.metrics.isEmpty)
    }
  }

  func test_R03_R08_resource_saysWhoThisIs() throws {
    let change: (inout TelemetrySettings) -> Void = { settings in
      settings.serviceVersion = "0.23.0"
      settings.resourceAttributes = ["deployment.environment.name": "test", "service.namespace": "mcp"]
    }
    try withTelemetry(change) { telemetry, collector in
      telemetry.record(Records.fileChange("a.swift", at: 1))
      XCTAssertTrue(telemetry.flush())

      let resource = try XCTUnwrap(collector.metrics.first).resource
      let attributes = resource.attributes
      XCTAssertEqual(resource.schemaURL, "https://opentelemetry.io/schemas/1.44.0")
      XCTAssertEqual(attributes["service.name"], "session-buddy")
      XCTAssertEqual(attributes["service.version"], "0.23.0")
      XCTAssertEqual(attributes["service.namespace"], "mcp")
      XCTAssertEqual(attributes["telemetry.source"], "session-buddy")
      XCTAssertEqual(attributes["deployment.environment.name"], "test")
      XCTAssertNil(attributes["deployment.environment"])
      XCTAssertEqual(attributes["telemetry.sdk.language"], "swift")
      XCTAssertEqual(attributes["telemetry.sdk.name"], "session-buddy-telemetry")
      XCTAssertEqual(attributes["telemetry.sdk.version"], "0.1.0")
      let agent = try XCTUnwrap(collector.requests[0].metadata.text("user-agent"))
      XCTAssertTrue(agent.hasPrefix("session-buddy-telemetry/0.1.0 "), agent)
    }
  }

  func test_R06_instance_isARandomUUIDThatAllOfTheProcessShare() {
    let one = resource().attributes["service.instance.id"]
    guard case .string(let id)? = one else { return XCTFail("no instance id") }
    let pattern = "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
    XCTAssertNotNil(id.range(of: pattern, options: .regularExpression), id)
    XCTAssertEqual(resource().attributes["service.instance.id"], one)
  }

  func test_R12_settings_winOverWhatIsFoundOutButNotOverTheSDK() {
    let resource = resource { settings in
      settings.serviceName = "ledger"
      settings.resourceAttributes = [
        "service.instance.id": "build-7", "host.name": "", "process.pid": "1", "telemetry.source": "here",
        "telemetry.sdk.name": "opentelemetry", "service.name": "other",
      ]
    }
    XCTAssertEqual(resource.attributes["service.instance.id"], "build-7")
    XCTAssertEqual(resource.attributes["host.name"], "")
    XCTAssertEqual(resource.attributes["process.pid"], "1")
    XCTAssertEqual(resource.attributes["telemetry.source"], "here")
    XCTAssertEqual(resource.attributes["telemetry.sdk.name"], "session-buddy-telemetry")
    XCTAssertEqual(resource.attributes["service.name"], "ledger")
  }

  func test_R08_environmentUnderItsOldName_isToldUnderBoth() {
    let old = resource { $0.resourceAttributes = ["deployment.environment": "production"] }
    XCTAssertEqual(old.attributes["deployment.environment.name"], "production")
    XCTAssertEqual(old.attributes["deployment.environment"], "production")

    let both = resource {
      $0.resourceAttributes = ["deployment.environment": "a", "deployment.environment.name": "b"]
    }
    XCTAssertEqual(both.attributes["deployment.environment.name"], "b")
  }

  func test_R19_hostSystemAndProcess_areFoundOut() {
    let keys = Set(resource().attributes.map(\.key))
    let found: Set = [
      "host.name", "host.arch", "os.type", "process.pid", "process.executable.name",
      "process.executable.path", "process.runtime.name", "process.runtime.version",
    ]
    XCTAssertTrue(keys.isSuperset(of: found), "\(found.subtracting(keys)) missing")
    XCTAssertFalse(keys.contains("process.command_args"))
  }

  func test_R19_anonymousPaths_keepPathsAndUserToThemselves() {
    let keys = Set(resource { $0.anonymizePaths = true }.attributes.map(\.key))
    XCTAssertEqual(keys.intersection(["process.executable.path", "process.command", "process.owner"]), [])
    XCTAssertTrue(keys.contains("process.pid"))
  }

  func test_R16_detectors_areThoseOfTheSettings() {
    func roots(_ names: [ResourceDetectorName]) -> Set<String> {
      let keys = resource { $0.resourceDetectors = names }.attributes.map(\.key)
      return Set(keys.map { String($0.prefix { $0 != "." }) }).subtracting(["telemetry"])
    }
    XCTAssertEqual(roots([]), ["service"])
    XCTAssertEqual(roots([.process]), ["service", "process"])
    XCTAssertEqual(roots([.host]), ["service", "host"])
    XCTAssertEqual(roots([.os]), ["service", "os"])
    XCTAssertNil(resource { $0.resourceDetectors = [] }.attributes["service.instance.id"])
    XCTAssertNotNil(resource { $0.resourceDetectors = [.service] }.attributes["service.instance.id"])
  }

  /// The resource of a program with these settings, which sends nothing.
  private func resource(_ change: (inout TelemetrySettings) -> Void = { _ in }) -> Resource {
    var settings = TelemetrySettings()
    settings.isEnabled = false
    change(&settings)
    let telemetry = try? SessionTelemetry(settings, diagnostics: Diagnostics { XCTFail($0.message) })
    guard let telemetry else {
      XCTFail("the settings are refused")
      return .empty
    }
    return telemetry.meterProvider.resource
  }
}
