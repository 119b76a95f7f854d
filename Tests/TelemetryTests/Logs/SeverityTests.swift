import Telemetry
import XCTest

final class SeverityTests: XCTestCase {
  func test_L09_names_areThoseOfTheSpecification() {
    let names = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].flatMap { name in
      ["", "2", "3", "4"].map { name + $0 }
    }
    XCTAssertEqual((UInt8(1)...24).map { "\(Severity(rawValue: $0))" }, names)
    XCTAssertEqual("\(Severity.unspecified)", "UNSPECIFIED")
    XCTAssertEqual("\(Severity(rawValue: 25))", "UNSPECIFIED")
  }

  func test_L09_oneLevelOfARange_isTheLowestOfIt() {
    let levels: [Severity] = [.trace, .debug, .info, .warn, .error, .fatal]
    XCTAssertEqual(levels.map(\.rawValue), [1, 5, 9, 13, 17, 21])
    XCTAssertEqual(levels.sorted(), levels)
  }

  func test_L10_textOfTheSource_isKeptBesideTheNumber() {
    let bench = LogBench()
    bench.logger.emit(LogRecord("x", severity: Severity(rawValue: 10), severityText: "notice"))
    bench.logger.emit(LogRecord("x", severityText: "notice"))

    XCTAssertEqual(bench.records.map(\.severityText), ["notice", "notice"])
    XCTAssertEqual(bench.records.map(\.severity.rawValue), [10, 0])
  }

  func test_L11_body_isAnyValueAnAttributeCanHave() {
    let bench = LogBench()
    let bodies: [AttributeValue] = [
      "text", true, 1, 1.5, .bytes([1]), [1, "a", [true]], .map(["k": ["v"]]), .empty, "",
    ]
    for body in bodies { bench.logger.emit(body) }

    XCTAssertEqual(bench.bodies, bodies)
  }
}
