import Telemetry
import TelemetryTesting
import XCTest

final class ResourceTests: XCTestCase {
  func test_R09_resourceWithoutSchemaURL_hasAnEmptyOne() {
    XCTAssertEqual(Resource(["a": "1"]).schemaURL, "")
    XCTAssertEqual(Resource(["a": "1"], schemaURL: "u").schemaURL, "u")
    XCTAssertEqual(Resource.empty.attributes, [:])
    XCTAssertEqual(Resource.empty.schemaURL, "")
  }

  func test_R10_merge_letsTheUpdatingResourceWin() throws {
    let merged = try Resource(["a": "1", "b": "2"]).merging(Resource(["b": "", "c": "3"]))

    XCTAssertEqual(merged.attributes, ["a": "1", "b": "", "c": "3"])
  }

  func test_R10_mergeWithAttributes_keepsTheSchemaURL() {
    let merged = Resource(["a": "1", "b": "2"], schemaURL: "u").merging(attributes: ["b": "3"])

    XCTAssertEqual(merged, Resource(["a": "1", "b": "3"], schemaURL: "u"))
  }

  func test_R11_schemaURL_isThatOfBothOrOfTheOnlyOneThatHasOne() throws {
    let cases: [(old: String, new: String, merged: String)] = [
      ("", "", ""), ("u", "", "u"), ("", "u", "u"), ("u", "u", "u"),
    ]
    for (old, new, merged) in cases {
      let result = try Resource([:], schemaURL: old).merging(Resource([:], schemaURL: new))
      XCTAssertEqual(result.schemaURL, merged, "'\(old)' with '\(new)'")
    }
  }

  func test_R11_differentSchemaURLs_areAnErrorThatHoldsTheAttributes() {
    let old = Resource(["a": "1", "b": "2"], schemaURL: "u")
    do throws(ResourceMergeError) {
      XCTFail("expected an error, found \(try old.merging(Resource(["b": "3"], schemaURL: "v")))")
    } catch {
      XCTAssertEqual(error.merged, Resource(["a": "1", "b": "3"]))
      XCTAssertEqual(
        error.description, "expected one schema URL, found u and v; the merged resource has none")
    }
  }

  func test_R17_attributes_areReadAndEnumerated() {
    let resource = Resource(["b": 2, "a": "1"])

    XCTAssertEqual(resource.attributes["b"], 2)
    XCTAssertNil(resource.attributes["c"])
    XCTAssertEqual(resource.attributes.map(\.key), ["a", "b"])
  }
}

final class DefaultResourceTests: XCTestCase {
  func test_R05_serviceWithoutAName_isNamedAfterTheExecutable() {
    let cases: [(path: String?, name: AttributeValue)] = [
      ("/usr/local/bin/ledger", "unknown_service:ledger"), ("ledger", "unknown_service:ledger"),
      (nil, "unknown_service"), ("", "unknown_service"), ("/", "unknown_service"),
    ]
    for (path, name) in cases {
      let resource = Resource.makeDefault(executablePath: path)
      XCTAssertEqual(resource.attributes["service.name"], name, path ?? "none")
    }
  }

  func test_R02_R03_defaultResource_namesTheServiceAndThisSDK() {
    XCTAssertEqual(
      Resource.makeDefault(executablePath: "/bin/x"),
      Resource([
        "service.name": "unknown_service:x", "telemetry.sdk.language": "swift",
        "telemetry.sdk.name": "session-buddy-telemetry", "telemetry.sdk.version": "0.1.0",
      ])
    )
  }

  func test_R05_defaultResource_namesTheRunningExecutable() throws {
    guard case .string(let name)? = Resource.default.attributes["service.name"] else {
      return XCTFail("no service name")
    }
    let program = try XCTUnwrap(CommandLine.arguments.first?.split(separator: "/").last)
    XCTAssertEqual(name, "unknown_service:\(program)")
  }

  func test_R01_R02_providersWithoutAResource_shareTheDefault() {
    let reader = ManualReader()
    let meters = MeterProvider(readers: [reader])
    meters.meter(named: "m").counter("c").add(1)

    XCTAssertEqual(reader.collect().map(\.resource), [.default])
    XCTAssertEqual(TracerProvider(processors: []).resource, .default)
  }
}
