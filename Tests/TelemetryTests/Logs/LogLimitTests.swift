import Telemetry
import XCTest

final class LogLimitTests: XCTestCase {
  func test_L20_defaults_areThoseOfTheSpecification() {
    let limits = LoggerProvider.Options().limits
    XCTAssertEqual(limits.attributeCount, 128)
    XCTAssertNil(limits.attributeValueLength)
    XCTAssertEqual(limits, AttributeLimits())
  }

  func test_L20_attributesBeyondTheLimit_areDiscardedAndCounted() {
    let bench = LogBench()
    let many = AttributeSet((0..<131).map { ("\($0)", .int(Int64($0))) })
    bench.logger.emit("x", attributes: many)

    XCTAssertEqual(bench.records.map { $0.attributes.count }, [128])
    XCTAssertEqual(bench.records.map(\.droppedAttributes), [3])
  }

  func test_L20_valuesBeyondTheLimits_areCut_andTheBodyIsNot() {
    let bench = LogBench { options in
      options.limits.attributeValueLength = 2
      options.limits.attributeValueDepth = 1
    }
    bench.logger.emit("abcdef", attributes: ["text": "abc", "list": ["abc", ["deep"]], "number": 12_345])

    XCTAssertEqual(
      bench.records.map(\.attributes), [["text": "ab", "list": ["ab", .empty], "number": 12_345]])
    XCTAssertEqual(bench.bodies, ["abcdef"])
    XCTAssertEqual(bench.records.map(\.droppedAttributes), [0])
  }

  func test_L20_whatProcessorsSet_isLimitedToo() {
    let processor = ScriptedLogProcessor(changing: { record in
      record.setAttribute("b", "longer")
      record.setAttribute("c", "no room")
      record.setAttribute("a", "longer")
    })
    let bench = LogBench(processors: [processor]) { options in
      options.limits.attributeCount = 2
      options.limits.attributeValueLength = 3
    }
    bench.logger.emit("x", attributes: ["a": 1])

    XCTAssertEqual(bench.records.map(\.attributes), [["a": "lon", "b": "lon"]])
    XCTAssertEqual(bench.records.map(\.droppedAttributes), [1])
  }

  func test_L20_limits_areReachedWithoutAWord() {
    let said = Mailbox()
    let bench = LogBench({ $0.limits.attributeCount = 0 }, said: { said.add($0.message) })
    for _ in 0..<3 { bench.logger.emit("x", attributes: ["a": 1, "b": 2]) }

    XCTAssertEqual(bench.records.map(\.droppedAttributes), [2, 2, 2])
    XCTAssertEqual(said.all, [])
  }
}
