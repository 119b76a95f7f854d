import InMemoryLogging
import Logging
import LoggingAdapter
import Telemetry
import TelemetryTesting
import XCTest

/// What a log record says of a message of swift-log.
final class LogHandlerTests: XCTestCase {
  private typealias Level = Logging.Logger.Level
  private struct Mistake: Error {}

  func test_L09_L10_B05_levels_areSeverities() {
    let bench = LogBench()
    let logger = bench.logger()
    for level in Level.allCases { logger.log(level: level, "\(level)") }

    XCTAssertEqual(bench.records.map(\.severity.rawValue), [1, 5, 9, 10, 13, 17, 21])
    XCTAssertEqual(bench.records.map(\.severityText), Level.allCases.map(\.rawValue))
    XCTAssertEqual(bench.records.map(\.body), Level.allCases.map { .string($0.rawValue) })
  }

  func test_B05_message_saysWhoWroteItWhereAndWhen() throws {
    let bench = LogBench()
    bench.clock.advance(by: .seconds(5))
    bench.logger("ledger.import").info(
      "done", source: "Ledger", file: "Ledger/Import.swift", function: "run(_:)", line: 12)

    let record = try XCTUnwrap(bench.records.first)
    XCTAssertEqual(record.scope.name, "ledger.import")
    XCTAssertEqual(
      record.attributes,
      [
        "code.function.name": "Ledger.run(_:)", "code.file.path": "Ledger/Import.swift",
        "code.line.number": 12,
      ])
    XCTAssertEqual(record.time, bench.clock.now)
    XCTAssertEqual(record.observedTime, bench.clock.now)
    XCTAssertEqual(record.eventName, "")
  }

  func test_B05_metadata_countInTheOrderOfSwiftLog() throws {
    let bench = LogBench()
    var logger = bench.logger(
      metadataProvider: .init {
        ["b": "provider", "c": "provider", "d": "provider", "code.line.number": "p"]
      })
    logger[metadataKey: "a"] = "logger"
    logger[metadataKey: "b"] = "logger"
    logger[metadataKey: "c"] = "logger"
    logger[metadataKey: "code.file.path"] = "logger"
    logger.info("m", metadata: ["c": "message", "e": "message"])

    let record = try XCTUnwrap(bench.records.first)
    XCTAssertEqual(
      record.metadata,
      ["a": "logger", "b": "provider", "c": "message", "d": "provider", "e": "message"])
    XCTAssertEqual(record.attributes["code.file.path"], "logger")
    XCTAssertEqual(record.attributes["code.line.number"], "p")
  }

  func test_B05_metadata_keepTheirKinds() throws {
    let bench = LogBench()
    bench.logger().info(
      "m",
      metadata: [
        "text": "größe", "int": .stringConvertible(12), "small": .stringConvertible(UInt8(3)),
        "huge": .stringConvertible(UInt64.max), "double": .stringConvertible(0.5),
        "float": .stringConvertible(Float(0.25)), "true": .stringConvertible(true),
        "level": .stringConvertible(Level.notice), "none": [], "empty": [:],
        "list": ["a", .stringConvertible(1), ["nested"]], "map": ["k": ["deep": .stringConvertible(false)]],
      ])

    XCTAssertEqual(
      bench.records.first?.metadata,
      [
        "text": "größe", "int": 12, "small": 3, "huge": "18446744073709551615", "double": 0.5, "float": 0.25,
        "true": true, "level": "notice", "none": [], "empty": .map([:]), "list": ["a", 1, ["nested"]],
        "map": .map(["k": .map(["deep": false])]),
      ])
  }

  func test_B05_metadataInsideEachOther_endSomewhere() throws {
    let bench = LogBench()
    var value: Logging.Logger.MetadataValue = "end"
    for _ in 0..<10_000 { value = [value] }
    bench.logger().info("m", metadata: ["deep": value])

    var depth = 0
    var found = bench.records.first?.attributes["deep"]
    while case .array(let inner)? = found {
      depth += 1
      found = inner.first
    }
    XCTAssertEqual(depth, 30)
    XCTAssertEqual(found, .empty)
  }

  func test_L17_B05_error_isDescribed_unlessMetadataDo() throws {
    let bench = LogBench()
    bench.logger().error("failed", error: Mistake())
    bench.logger().error("failed", error: Mistake(), metadata: ["exception.message": "told"])

    XCTAssertEqual(
      bench.records.map(\.metadata),
      [
        ["exception.type": "Mistake", "exception.message": "Mistake()"],
        ["exception.type": "Mistake", "exception.message": "told"],
      ])
  }

  func test_B05_loggers_areValues() {
    let bench = LogBench()
    var one = bench.logger()
    one.logLevel = .debug
    one[metadataKey: "only-on"] = "first"
    var two = one
    two.logLevel = .error
    two[metadataKey: "only-on"] = "second"
    one.debug("1")
    two.debug("not wanted")
    two.error("2")

    XCTAssertEqual(bench.records.map(\.body), ["1", "2"])
    XCTAssertEqual(bench.records.map { $0.attributes["only-on"] }, ["first", "second"])
    XCTAssertEqual(bench.handler("x").logLevel, .info)
  }

  func test_L18_messageThatNobodyWants_asksForNothing() {
    let bench = LogBench()
    bench.provider.configureLoggers { _ in LoggerConfiguration(minimumSeverity: .error) }
    let logger = bench.logger(
      metadataProvider: .init {
        XCTFail("asked for metadata of a message that nobody wants")
        return [:]
      })
    logger.warning("not wanted")

    XCTAssertEqual(bench.records, [])
  }

  /// What the test kit of swift-log keeps is what is exported.
  func test_B05_messages_sayWhatTheTestKitHears() {
    let bench = LogBench()
    let kit = InMemoryLogHandler()
    let provider = Logging.Logger.MetadataProvider { ["request": "r1"] }
    var logger = Logging.Logger(label: "both") {
      MultiplexLogHandler([kit, bench.handler($0)], metadataProvider: provider)
    }
    logger.logLevel = .trace
    logger[metadataKey: "user"] = "u"
    for level in Level.allCases {
      logger.log(level: level, "message \(level)", metadata: ["n": ["a", "b"], "user": "\(level)"])
    }

    XCTAssertEqual(
      bench.records.map(\.body), kit.entries.map { AttributeValue.string($0.message.description) })
    XCTAssertEqual(bench.records.map(\.severityText), kit.entries.map(\.level.rawValue))
    XCTAssertEqual(bench.records.count, 7)
    for (record, entry) in zip(bench.records, kit.entries) {
      XCTAssertEqual(record.metadata.map(\.key).sorted(), entry.metadata.keys.sorted())
      XCTAssertEqual(record.attributes["user"], entry.metadata["user"].map { .string($0.description) })
      XCTAssertEqual(record.attributes["request"], "r1")
      XCTAssertEqual(record.attributes["n"], ["a", "b"])
    }
  }
}
