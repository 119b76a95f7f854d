import ResourceDetectors
import Telemetry
import XCTest

final class ServiceDetectorTests: XCTestCase {
  func test_R06_R16_service_hasAnInstanceAndTheNameOfTheEnvironment() throws {
    let detector = ServiceDetector(environment: ["OTEL_SERVICE_NAME": " ledger "]) { "i" }

    XCTAssertEqual(detector.name, "service")
    XCTAssertEqual(
      try detector.detect(), conventional(["service.instance.id": "i", "service.name": "ledger"]))
  }

  func test_E02_emptyServiceName_countsAsNotSet() throws {
    for environment in [[:], ["OTEL_SERVICE_NAME": ""], ["OTEL_SERVICE_NAME": " "]] {
      let detector = ServiceDetector(environment: environment) { "i" }
      XCTAssertEqual(try detector.detect(), conventional(["service.instance.id": "i"]))
    }
  }

  func test_R06_instance_isTheSameForAllDetectorsOfTheProcess() throws {
    let one = try ServiceDetector().detect().attributes["service.instance.id"]
    let other = try ServiceDetector(environment: [:]).detect().attributes["service.instance.id"]

    XCTAssertNotNil(one)
    XCTAssertEqual(one, other)
  }

  /// So no two processes write to one stream (M-121).
  func test_R06_G20_forkedChild_isAnotherInstance() {
    let instance = ServiceInstance()
    let parent = instance.id(inProcess: 1)

    XCTAssertEqual(instance.id(inProcess: 1), parent)
    let child = instance.id(inProcess: 2)
    XCTAssertNotEqual(child, parent)
    XCTAssertEqual(instance.id(inProcess: 2), child)
    XCTAssertNotEqual(ServiceInstance().id(inProcess: 1), parent)
  }

  func test_R06_randomUUID_isOfVersionFour() {
    var zeros = Constant(value: 0)
    XCTAssertEqual(ServiceInstance.randomUUID(from: &zeros), "00000000-0000-4000-8000-000000000000")
    var ones = Constant(value: .max)
    XCTAssertEqual(ServiceInstance.randomUUID(from: &ones), "ffffffff-ffff-4fff-bfff-ffffffffffff")
  }
}

private struct Constant: RandomNumberGenerator {
  let value: UInt64

  mutating func next() -> UInt64 { value }
}
