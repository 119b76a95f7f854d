import OTLPReceiver
import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

/// Settings that reach the parts they are about.
final class SettingsEffectTests: XCTestCase {
  func test_E16_spanLimits_takeEffect() throws {
    let change: (inout TelemetrySettings) -> Void = { settings in
      settings.spanLimits.attributes = 2
      settings.spanLimits.events = 1
      settings.spanLimits.links = 0
      settings.spanLimits.attributesPerItem = 1
    }
    try withTelemetry(change) { telemetry, collector in
      let span = telemetry.tracer.startSpan("s", attributes: ["a": 1, "b": 2, "c": 3])
      span.addEvent("first", ["a": 1, "b": 2])
      span.addEvent("second")
      span.addLink(span.context)
      span.end()
      telemetry.shutdown()

      let arrived = try XCTUnwrap(collector.spans.first)
      XCTAssertEqual(arrived.attributes.count, 2)
      XCTAssertEqual(arrived.droppedAttributes, 1)
      XCTAssertEqual(arrived.events.map(\.name), ["first"])
      XCTAssertEqual(arrived.events[0].attributes.count, 1)
      XCTAssertEqual(arrived.events[0].droppedAttributes, 1)
      XCTAssertEqual(arrived.droppedEvents, 1)
      XCTAssertEqual(arrived.links, [])
      XCTAssertEqual(arrived.droppedLinks, 1)
    }
  }

  func test_E15_lengthOfValues_takesEffect() throws {
    try withTelemetry({ $0.spanLimits.valueLength = 3 }) { telemetry, collector in
      let span = telemetry.tracer.startSpan("s", attributes: ["text": "abcdef"])
      span.addEvent("e", ["bytes": .bytes([1, 2, 3, 4])])
      span.end()
      telemetry.shutdown()

      let arrived = try XCTUnwrap(collector.spans.first)
      XCTAssertEqual(arrived.attributes, ["text": "abc"])
      XCTAssertEqual(arrived.events.map(\.attributes), [["bytes": .bytes([1, 2, 3])]])
    }
  }

  /// One export may take 200 ms here, although an attempt might take ten seconds.
  func test_E19_metricsExportTimeout_takesEffect() throws {
    try withTelemetry({ $0.metricsExportTimeout = .milliseconds(200) }) { telemetry, collector in
      collector.answer(.never, to: .metrics)
      telemetry.meter.counter("c").add(1)
      XCTAssertTrue(telemetry.flush(within: .seconds(9)))

      XCTAssertEqual(collector.requests.count, 2)
      XCTAssertEqual(telemetry.health().ledger.exported.dataPoints, 1)
    }
  }

  func test_X11_sizeOfRequests_takesEffect() throws {
    try withTelemetry({ $0.maxRequestBytes = 65_536 }) { telemetry, collector in
      let padding = AttributeValue.string(String(repeating: "x", count: 200))
      for index in 0..<1_000 {
        telemetry.meter.counter("c").add(1, ["index": .int(Int64(index)), "padding": padding])
      }
      XCTAssertTrue(telemetry.flush())

      let sizes = collector.requests.map(\.message.count)
      XCTAssertGreaterThan(sizes.reduce(0, +), 200_000)
      XCTAssertLessThanOrEqual(sizes.max() ?? 0, 65_536)
      try collector.expect(conserved: telemetry.health().ledger, recorded: ItemCounts(dataPoints: 1_000))
    }
  }

  func test_X11_pointThatIsLargerThanUsual_isSentWhenTheSettingsSaySo() throws {
    let huge = AttributeValue.string(String(repeating: "x", count: 5 << 20))
    for (limit, exported) in [(TelemetrySettings().maxRequestBytes, UInt64(0)), (8 << 20, 1)] {
      try withTelemetry({ $0.maxRequestBytes = limit }) { telemetry, collector in
        telemetry.meter.counter("c").add(1, ["huge": huge])
        XCTAssertTrue(telemetry.flush())

        XCTAssertEqual(telemetry.health().ledger.exported, ItemCounts(dataPoints: exported), "\(limit)")
        XCTAssertEqual(
          telemetry.health().ledger.dropped, exported == 0 ? [.tooLarge: ItemCounts(dataPoints: 1)] : [:])
      }
    }
  }

  func test_retryBudget_isHowLongARequestIsKept() throws {
    let collector = try FakeCollector(otherwise: .status(.unavailable))
    defer { collector.stop() }
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    settings.retryBudget = .milliseconds(50)
    let telemetry = try SessionTelemetry(settings, diagnostics: Diagnostics { _ in })
    telemetry.tracer.startSpan("s").end()

    XCTAssertTrue(telemetry.flush(within: .seconds(30)), "\(telemetry.health())")
    let ledger = telemetry.shutdown()
    XCTAssertEqual(ledger.dropped[.retriesExhausted], ItemCounts(spans: 1), "\(ledger)")
    XCTAssertGreaterThanOrEqual(collector.exchanges.count, 2)
  }

  func test_logLevel_decidesForThoseWithoutAHandler() {
    let cases: [(LogLevel, Diagnostic.Severity)] = [
      (.debug, .info), (.info, .info), (.warn, .warning), (.error, .error),
    ]
    for (level, minimum) in cases {
      XCTAssertEqual(Diagnostic.Severity(level), minimum, "\(level)")
    }
  }
}
