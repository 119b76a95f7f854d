import GRPCTransport
import OTLPExporter
import OTLPReceiver
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// Log records on their way to the collector.
final class LogBatchTests: XCTestCase {
  private func batches(of count: Int, delay: Duration = .seconds(86_400)) -> BatchOptions {
    var options = BatchOptions.logs
    options.maximumBatchSize = count
    options.scheduleDelay = delay
    return options
  }

  func test_L24_defaults_areThoseOfTheSpecification() {
    XCTAssertEqual(BatchOptions.logs.scheduleDelay, .seconds(1))
    XCTAssertEqual(BatchOptions.logs.maximumBatchSize, 512)
  }

  func test_L24_fullBatch_isSentWithoutAFlush() throws {
    // One after the other, so that they arrive in order.
    try withRig(options: { $0.maximumConcurrentExports = 1 }, logs: batches(of: 10)) { rig in
      rig.emitRecords(25)

      XCTAssertTrue(rig.collector.wait { $0.logRecords.count == 20 })
      XCTAssertEqual(rig.exporter.logs.batches.queue.size, 5)
      XCTAssertTrue(rig.flush())
      XCTAssertEqual(
        rig.collector.requests.filter { $0.signal == .logs }.map(\.itemCount), [10, 10, 5])
      XCTAssertEqual(
        rig.collector.logRecords.map(\.body), (0..<25).map { .string("record\($0)") })
    }
  }

  func test_L24_scheduleDelay_sendsWithoutAFlush() throws {
    try withRig(logs: batches(of: 512, delay: .milliseconds(20))) { rig in
      rig.emitRecords(3)

      XCTAssertTrue(rig.collector.wait { $0.logRecords.count == 3 })
      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.exporter.ledger.exported, ItemCounts(logRecords: 3))
    }
  }

  func test_L24_eightThreads_loseNoRecord() throws {
    try withRig { rig in
      onThreads(8) { _ in rig.emitRecords(1_000) }

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.exporter.ledger.exported.logRecords, 8_000)
      XCTAssertEqual(rig.collector.totals.logRecords, 8_000)
      XCTAssertEqual(Set(rig.collector.logRecords.map(\.body)).count, 1_000)
    }
  }

  func test_L24_recordsBeyondTheBudget_areDroppedAndCounted() throws {
    let collector = try FakeCollector(running: false)
    let rig = Rig(collector, options: { $0.maximumQueueBytes = 20_000 })
    rig.emitRecords(2_000)
    let ledger = rig.exporter.ledger

    XCTAssertTrue(ledger.addsUp)
    let dropped = try XCTUnwrap(ledger.dropped[.queueFull])
    XCTAssertEqual(ledger.queued.logRecords + dropped.logRecords, 2_000)
    XCTAssertGreaterThan(ledger.queued.logRecords, 100)
    eventually { rig.said.contains { $0.contains("queue_full") } }
    XCTAssertEqual(rig.said.filter { $0.contains("logs are being dropped (queue_full)") }.count, 1)
  }

  func test_FS11_oversizedRecord_costsNoNeighbour() throws {
    try withRig { rig in
      rig.emitRecords(2)
      let logger = rig.loggerProvider.logger(named: "rig")
      let huge = AttributeValue.string(String(repeating: "x", count: 2 << 20))
      logger.emit(huge)
      logger.emit(LogRecord(huge, eventName: "e.v"))
      rig.emitRecords(2)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.logRecords.count, 4)
      XCTAssertEqual(rig.exporter.ledger.dropped, [.tooLarge: ItemCounts(logRecords: 2)])
      XCTAssertTrue(
        rig.said.first?.contains("a log record of 'rig' exceeds a request") == true, "\(rig.said)")
    }
  }

  func test_L26_refusedBatch_isGivenUp_andATransientFailureIsTriedAgain() throws {
    try withRig(
      answering: .status(.unavailable), .ok, .status(.invalidArgument), logs: batches(of: 2)
    ) { rig in
      rig.emitRecords(2)
      XCTAssertTrue(rig.flush())
      rig.emitRecords(2)
      XCTAssertTrue(rig.flush())

      XCTAssertEqual(rig.collector.requests.count, 3)
      XCTAssertEqual(rig.collector.requests[0].message, rig.collector.requests[1].message)
      XCTAssertEqual(rig.exporter.ledger.exported, ItemCounts(logRecords: 2))
      XCTAssertEqual(rig.exporter.ledger.dropped.values.map(\.logRecords), [2])
    }
  }

  func test_L26_partialSuccess_countsTheRejected() throws {
    try withRig(answering: .partialSuccess(rejected: 2, message: "two are too old")) { rig in
      rig.emitRecords(5)
      XCTAssertTrue(rig.flush())

      XCTAssertEqual(rig.exporter.ledger.exported, ItemCounts(logRecords: 3))
      XCTAssertEqual(rig.exporter.ledger.rejected, ItemCounts(logRecords: 2))
    }
  }

  func test_L27_providerFlush_sendsWhatWaits() throws {
    try withRig(logs: batches(of: 512)) { rig in
      rig.emitRecords(3)
      XCTAssertTrue(rig.loggerProvider.flush(within: .seconds(20)))

      XCTAssertEqual(rig.collector.logRecords.count, 3)
    }
  }

  func test_FS3_L27_recordsAfterTheShutdown_areRefusedAndCounted() throws {
    try withRig(logs: batches(of: 512)) { rig in
      let logger = rig.loggerProvider.logger(named: "rig")
      rig.emitRecords(1)
      XCTAssertTrue(rig.loggerProvider.shutdown(within: .seconds(5)))
      logger.emit("late")
      let ledger = rig.shutdown()

      XCTAssertEqual(ledger.exported, ItemCounts(logRecords: 1))
      XCTAssertEqual(ledger.dropped, [.alreadyShutdown: ItemCounts(logRecords: 1)])
      XCTAssertEqual(rig.collector.logRecords.map(\.body), ["record0"])
    }
  }

  func test_FS1_abandonedRecords_areCounted() throws {
    let collector = try FakeCollector(running: false)
    let rig = Rig(collector, logs: batches(of: 512))
    rig.emitRecords(3)

    XCTAssertEqual(rig.exporter.abandon(), ItemCounts(logRecords: 3))
    XCTAssertTrue(rig.exporter.ledger.addsUp)
    XCTAssertEqual(rig.exporter.ledger.dropped, [.shutdown: ItemCounts(logRecords: 3)])
  }

  func test_O06_O07_queueAndWhatWasProcessed_areMetrics() throws {
    try withRig(logs: batches(of: 3), observed: true) { rig in
      rig.emitRecords(5)

      let processor = component("batching_log_processor/0")
      let name = "otel.sdk.processor.log"
      XCTAssertEqual(
        rig.selfMetric("\(name).queue.size"), ["sum cumulative non-monotonic {log_record} \(processor) = 2"])
      XCTAssertEqual(
        rig.selfMetric("\(name).queue.capacity"),
        ["sum cumulative non-monotonic {log_record} \(processor) = 3"])
      XCTAssertEqual(
        rig.selfMetric("\(name).processed"), ["sum cumulative {log_record} \(processor) = 3"])
    }
  }

  func test_O08_O09_whatIsExported_isAMetric() throws {
    try withRig(logs: batches(of: 512), observed: true) { rig in
      rig.emitRecords(4)
      XCTAssertTrue(rig.flush())

      let exporter = component("otlp_grpc_log_exporter/0")
      XCTAssertEqual(
        rig.selfMetric("otel.sdk.exporter.log.inflight"),
        ["sum cumulative non-monotonic {log_record} \(exporter) = 0"])
      XCTAssertEqual(
        rig.selfMetric("otel.sdk.exporter.log.exported"),
        ["sum cumulative {log_record} \(exporter) = 4"])
    }
  }
}
