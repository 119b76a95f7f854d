import OTLPReceiver
import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

/// Log records through the front door.
final class LogsTests: XCTestCase {
  func test_records_arriveWithTheOtherSignals() throws {
    let told = Told()
    try withTelemetry({ $0.logsEnabled = true }, diagnostics: told.diagnostics) { telemetry, collector in
      telemetry.meter.counter("c").add(1)
      telemetry.tracer.withSpan("work") { span in
        telemetry.logger.emit("inside", severity: .info, attributes: ["session.id": "s1"])
      }
      telemetry.loggerProvider.logger(named: "mine").emit(event: "mine.e")
      XCTAssertTrue(telemetry.flush())

      try collector.expect(
        logRecords: """
          INFO "inside" {session.id=s1}
          INFO event=mine.e
          """)
      XCTAssertEqual(collector.logRecords[0].spanContext, collector.spans[0].context)
      XCTAssertEqual(collector.logRecords.map(\.scope.name), ["session_buddy", "mine"])
      XCTAssertEqual(collector.logRecords[0].resource, collector.spans[0].resource)
      XCTAssertEqual(
        telemetry.health().ledger.exported, ItemCounts(dataPoints: 1, spans: 1, logRecords: 2))
      XCTAssertEqual(told.all, [])
    }
  }

  func test_shutdown_sendsWhatWaitsAndCountsWhatComesLater() throws {
    try withTelemetry({ $0.logsEnabled = true }) { telemetry, collector in
      telemetry.logger.emit("in time")
      let ledger = telemetry.shutdown()
      telemetry.logger.emit("late")

      XCTAssertEqual(ledger.exported, ItemCounts(logRecords: 1))
      XCTAssertEqual(collector.logRecords.map(\.body), ["in time"])
      XCTAssertEqual(
        telemetry.health().ledger.dropped, [.alreadyShutdown: ItemCounts(logRecords: 1)])
    }
  }

  func test_L06_logs_areOffUnlessAskedFor() throws {
    XCTAssertFalse(TelemetrySettings().logsEnabled)
    try withTelemetry { telemetry, collector in
      XCTAssertFalse(telemetry.logger.isEnabled(severity: .fatal))
      telemetry.logger.emit("x")
      XCTAssertTrue(telemetry.flush())

      XCTAssertEqual(collector.requests.count, 0)
      XCTAssertEqual(telemetry.health().ledger, Ledger())
    }
  }

  func test_E17_limits_takeEffect() throws {
    let change: (inout TelemetrySettings) -> Void = { settings in
      settings.logsEnabled = true
      settings.logLimits.attributes = 2
      settings.logLimits.valueLength = 3
    }
    try withTelemetry(change) { telemetry, collector in
      telemetry.logger.emit("body", attributes: ["a": "abcdef", "b": 2, "c": 3])
      telemetry.shutdown()

      XCTAssertEqual(collector.logRecords.map(\.attributes), [["a": "abc", "b": 2]])
      XCTAssertEqual(collector.logRecords.map(\.droppedAttributes), [1])
    }
  }

  func test_E14_batchSize_takesEffect() throws {
    let change: (inout TelemetrySettings) -> Void = { settings in
      settings.logsEnabled = true
      settings.logsBatchSize = 2
      settings.logsScheduleDelay = .seconds(3_600)
    }
    try withTelemetry(change) { telemetry, collector in
      for _ in 0..<5 { telemetry.logger.emit("x") }
      XCTAssertTrue(collector.waitForRequests(2, of: .logs))
      telemetry.shutdown()

      XCTAssertEqual(collector.requests.map(\.itemCount), [2, 2, 1])
    }
  }

  func test_E14_scheduleDelay_takesEffect() throws {
    let change: (inout TelemetrySettings) -> Void = { settings in
      settings.logsEnabled = true
      settings.logsScheduleDelay = .milliseconds(10)
    }
    try withTelemetry(change) { telemetry, collector in
      telemetry.logger.emit("x")

      XCTAssertTrue(collector.wait { $0.logRecords.count == 1 })
    }
  }

  func test_O10_selfMetrics_areThereWithTheLogsOnly() throws {
    for isOn in [true, false] {
      let change: (inout TelemetrySettings) -> Void = { settings in
        settings.selfMetricsEnabled = true
        settings.logsEnabled = isOn
      }
      try withTelemetry(change) { telemetry, collector in
        telemetry.logger.emit("x")
        XCTAssertTrue(telemetry.flush())
        XCTAssertTrue(telemetry.flush())

        let names = Set(collector.metrics.map(\.name).filter { $0.contains(".log.") })
        let expected: Set = [
          "otel.sdk.log.created",
          "otel.sdk.processor.log.queue.size",
          "otel.sdk.processor.log.queue.capacity",
          "otel.sdk.processor.log.processed",
          "otel.sdk.exporter.log.inflight",
          "otel.sdk.exporter.log.exported",
        ]
        XCTAssertEqual(names, isOn ? expected : [])
      }
    }
  }
}
