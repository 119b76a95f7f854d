import ResourceDetectors
import Telemetry
import XCTest

final class EnvironmentDetectorTests: XCTestCase {
  func test_R13_R15_list_isPercentDecodedAndHasNoSchemaURL() throws {
    let detector = EnvironmentDetector(environment: [
      "OTEL_RESOURCE_ATTRIBUTES": "a=b%3Dc, k%2C1=%E2%82%AC,n=7 ,e=,deployment.environment.name=test"
    ])
    XCTAssertEqual(detector.name, "environment")
    XCTAssertEqual(
      try detector.detect(),
      Resource(["a": "b=c", "k,1": "€", "n": "7", "e": "", "deployment.environment.name": "test"])
    )
  }

  func test_R12_serviceNameVariable_winsOverTheList() throws {
    let both = ["OTEL_RESOURCE_ATTRIBUTES": "service.name=listed,a=1", "OTEL_SERVICE_NAME": "named"]
    XCTAssertEqual(
      try EnvironmentDetector(environment: both).detect(), Resource(["service.name": "named", "a": "1"]))

    let list = ["OTEL_RESOURCE_ATTRIBUTES": "service.name=listed", "OTEL_SERVICE_NAME": ""]
    XCTAssertEqual(
      try EnvironmentDetector(environment: list).detect(), Resource(["service.name": "listed"]))
  }

  func test_R12_code_winsOverTheEnvironment() {
    let detector = EnvironmentDetector(environment: ["OTEL_RESOURCE_ATTRIBUTES": "a=env,b=env"])
    let resource = Resource.detected(by: [detector], over: .empty).resource.merging(attributes: ["a": "code"])

    XCTAssertEqual(resource.attributes, ["a": "code", "b": "env"])
  }

  func test_R13_oneMistake_discardsTheListButNotTheName() {
    let decoding = "expected valid percent-encoding, found something else in item 2"
    let form = "expected name=value, separated by commas, found no name=value as item 2"
    let cases = [
      ("a=1,b=%G0secret", decoding), ("a=1,b=%FF", decoding), ("a=1,b=%4", decoding), ("a=1,%=2", decoding),
      ("a=1,secret", form), ("a=1,=secret", form),
    ]
    for (list, problem) in cases {
      let detector = EnvironmentDetector(environment: [
        "OTEL_RESOURCE_ATTRIBUTES": list, "OTEL_SERVICE_NAME": "ledger",
      ])
      XCTAssertEqual(
        detectionError(detector),
        ResourceDetectionError(
          "OTEL_RESOURCE_ATTRIBUTES: \(problem); all of it is ignored",
          found: Resource(["service.name": "ledger"])
        ),
        list
      )
    }
  }

  func test_E02_R14_emptyEnvironment_isNoError() throws {
    for environment in [[:], ["OTEL_RESOURCE_ATTRIBUTES": "", "OTEL_SERVICE_NAME": " "]] {
      XCTAssertEqual(try EnvironmentDetector(environment: environment).detect(), .empty)
    }
  }

  func test_R18_entities_changeNothingYet() throws {
    let environment = ["OTEL_ENTITIES": "service{service.name=s}", "OTEL_RESOURCE_ATTRIBUTES": "a=1"]
    XCTAssertEqual(try EnvironmentDetector(environment: environment).detect(), Resource(["a": "1"]))
  }
}
