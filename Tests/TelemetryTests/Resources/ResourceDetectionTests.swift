import Telemetry
import XCTest

final class ResourceDetectionTests: XCTestCase {
  func test_R12_detectors_areMergedInOrderOverTheBase() {
    let detection = Resource.detected(
      by: [Fixed("one", ["a": "1", "b": "1"]), Fixed("two", ["b": "2"])],
      over: Resource(["a": "0", "c": "0"])
    )
    XCTAssertEqual(detection.resource, Resource(["a": "1", "b": "2", "c": "0"]))
    XCTAssertEqual(detection.problems, [])
    XCTAssertEqual(detection.resource.merging(attributes: ["b": "code"]).attributes["b"], "code")
  }

  func test_R02_detectionWithoutABase_beginsWithTheDefaultResource() {
    XCTAssertEqual(Resource.detected(by: []).resource, .default)
  }

  func test_R14_findingNothing_isNoProblem() {
    XCTAssertEqual(
      Resource.detected(by: [Fixed("one", [:])], over: Resource(["a": "0"])),
      Resource.detected(by: [], over: Resource(["a": "0"]))
    )
  }

  func test_R14_failure_isToldAndTakesNothingFromTheOthers() {
    let failing = Fixed("two", ["b": "2"], problem: "/etc/x: Permission denied")
    let detection = Resource.detected(
      by: [Fixed("one", ["a": "1"]), failing, Fixed("three", ["c": "3"])], over: .empty)

    XCTAssertEqual(detection.resource, Resource(["a": "1", "b": "2", "c": "3"]))
    XCTAssertEqual(detection.problems, [.failed(detector: "two", problem: "/etc/x: Permission denied")])
  }

  func test_R15_conflictingSchemaURLs_leaveNoneWhateverComesLater() throws {
    let detectors = [
      Fixed("one", ["a": "1"], schemaURL: "u"), Fixed("two", ["b": "2"], schemaURL: "v"),
      Fixed("three", ["c": "3"], schemaURL: "v"),
    ]
    let detection = Resource.detected(by: detectors, over: .empty)

    XCTAssertEqual(detection.resource, Resource(["a": "1", "b": "2", "c": "3"]))
    XCTAssertEqual(
      detection.problems.map(\.description),
      ["resource detector two: expected one schema URL, found u and v; the merged resource has none"]
    )
  }

  func test_R15_sharedSchemaURL_isKept() {
    let detectors = [Fixed("one", ["a": "1"], schemaURL: "u"), Fixed("env", ["b": "2"])]

    XCTAssertEqual(Resource.detected(by: detectors, over: .empty).resource.schemaURL, "u")
  }

  func test_R16_repeatedName_isToldOnceAndAllAreAsked() {
    let detectors = [Fixed("one", ["a": "1"]), Fixed("one", ["b": "2"]), Fixed("one", ["c": "3"])]
    let detection = Resource.detected(by: detectors, over: .empty)

    XCTAssertEqual(detection.resource.attributes, ["a": "1", "b": "2", "c": "3"])
    XCTAssertEqual(detection.problems, [.repeatedName("one")])
  }

  func test_R16_nameNotInSnakeCase_isToldOnce() {
    for name in ["", "Host", "a-b", "_a", "a_", "a__b", "1a", "é", "a b"] {
      let detection = Resource.detected(by: [Fixed(name, ["a": "1"])], over: .empty)
      XCTAssertEqual(detection.problems, [.unusualName(name)], name)
      XCTAssertEqual(detection.resource.attributes, ["a": "1"], name)
    }
    for name in ["a", "host", "aws_ec2", "k8s_pod_2"] {
      XCTAssertEqual(Resource.detected(by: [Fixed(name, [:])]).problems, [], name)
    }
  }

  func test_reporting_warnsOfEachProblemAndReturnsTheResource() {
    let said = Mailbox()
    let detectors = [Fixed("one", ["a": "1"], problem: "no"), Fixed("one", [:]), Fixed("B", [:])]
    let resource = Resource.detected(by: detectors, over: .empty)
      .reporting(to: Diagnostics { said.add("\($0.severity): \($0.message)") })

    XCTAssertEqual(resource, Resource(["a": "1"]))
    XCTAssertEqual(
      said.all,
      [
        "warning: resource detector one: expected a name of its own, found several",
        "warning: resource detector B: expected a name in snake case", "warning: resource detector one: no",
      ]
    )
  }
}

/// Finds what it was made with, and fails if it was made with a problem.
private struct Fixed: ResourceDetector {
  let name: String
  let resource: Resource
  let problem: String?

  init(_ name: String, _ attributes: AttributeSet, schemaURL: String = "", problem: String? = nil) {
    self.name = name
    resource = Resource(attributes, schemaURL: schemaURL)
    self.problem = problem
  }

  func detect() throws(ResourceDetectionError) -> Resource {
    if let problem { throw ResourceDetectionError(problem, found: resource) }
    return resource
  }
}
