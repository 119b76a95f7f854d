import ResourceDetectors
import Telemetry
import XCTest

final class AllDetectorsTests: XCTestCase {
  func test_R15_R16_allDetectors_goTogether() throws {
    try withRoot { root in
      let environment = ["OTEL_RESOURCE_ATTRIBUTES": "host.name=listed", "OTEL_SERVICE_NAME": "ledger"]
      let detectors: [any ResourceDetector] = [
        HostDetector(root: root.path), ProcessDetector(root: root.path), ContainerDetector(root: root.path),
        ServiceDetector(environment: environment), EnvironmentDetector(environment: environment),
      ]
      let detection = Resource.detected(by: detectors)

      XCTAssertEqual(detection.problems, [])
      XCTAssertEqual(detection.resource.schemaURL, SemanticConventions.schemaURL)
      XCTAssertEqual(detectors.map(\.name), ["host", "process", "container", "service", "environment"])
      XCTAssertEqual(detection.resource.attributes["host.name"], "listed")
      XCTAssertEqual(detection.resource.attributes["service.name"], "ledger")
      XCTAssertEqual(detection.resource.attributes["telemetry.sdk.name"], .string(TelemetrySDK.name))
      XCTAssertNotNil(detection.resource.attributes["service.instance.id"])
    }
  }

  func test_R14_detectorOfAProgram_isUsedInTheSameWay() {
    struct RackDetector: ResourceDetector {
      let name = "rack"

      func detect() -> Resource { Resource(["acme.rack": "B7"]) }
    }
    let detection = Resource.detected(by: [RackDetector()], over: .empty)
    XCTAssertEqual(detection.resource, Resource(["acme.rack": "B7"]))
  }
}
