import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// The rest of it is what ``BatchSpanProcessorTests`` show, with spans for records.
final class BatchLogProcessorTests: XCTestCase {
  func test_L24_records_leaveInBatchesWithinTheBounds() {
    let exporter = InMemoryLogRecordExporter()
    let clock = ManualClock()
    var options = BatchProcessorOptions.logs
    options.maximumQueueSize = 3
    let processor = BatchLogRecordProcessor(
      exporter, options: options, clock: clock, diagnostics: Diagnostics { _ in })
    let provider = LoggerProvider(processors: [processor], clock: clock)
    let logger = provider.logger(named: "l")
    for body in ["a", "b"] as [AttributeValue] { logger.emit(body) }
    XCTAssertEqual(exporter.records, [])
    XCTAssertTrue(provider.flush(within: .seconds(60)))
    XCTAssertEqual(exporter.records.map(\.body), ["a", "b"])

    logger.emit("c")
    XCTAssertTrue(provider.shutdown(within: .seconds(60)))
    logger.emit("late")
    XCTAssertEqual(exporter.records.map(\.body), ["a", "b", "c"])
    XCTAssertEqual(processor.tally.exported, 3)
    XCTAssertEqual(processor.tally.dropped, [.alreadyShutdown: 1])
  }

  func test_L24_sizeOfARecord_countsItsBodyAndAttributes() {
    let exporter = InMemoryLogRecordExporter()
    var options = BatchProcessorOptions.logs
    options.maximumQueueBytes = 4_000
    let processor = BatchLogRecordProcessor(
      exporter, options: options, clock: ManualClock(), diagnostics: Diagnostics { _ in })
    let logger = LoggerProvider(processors: [processor]).logger(named: "l")
    let long = AttributeValue.string(String(repeating: "x", count: 4_000))
    let records: [LogRecord] = [
      LogRecord(long), LogRecord([long]), LogRecord(.map(["k": long])),
      LogRecord(.bytes(Array(repeating: 1, count: 4_000))), LogRecord("x", attributes: ["a": long]),
      LogRecord("fits", attributes: ["a": 1]),
    ]
    for record in records { logger.emit(record) }
    XCTAssertTrue(processor.shutdown(until: .distantFuture))

    XCTAssertEqual(exporter.records.map(\.body), ["fits"])
    XCTAssertEqual(processor.tally.dropped, [.tooLarge: 5])
  }
}
