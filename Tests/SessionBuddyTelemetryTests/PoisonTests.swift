import OTLPReceiver
import SessionBuddyTelemetry
import TelemetryTesting
import TestSupport
import XCTest

/// Of a hundred and one items one is what nobody should record; the hundred arrive.
final class PoisonTests: XCTestCase {
  private static let good = 1_000

  func test_FS25_oneBadItemInAHundred_costsNoGoodOne() throws {
    let told = Told()
    try withTelemetry(Self.change, diagnostics: told.diagnostics) { telemetry, collector in
      try Self.record(with: telemetry)
      let ledger = telemetry.shutdown()

      try collector.expect(conserved: ledger)
      XCTAssertEqual(ledger.accepted, ledger.exported)
      XCTAssertEqual(ledger.exported.spans, UInt64(Self.good + 4))
      XCTAssertEqual(ledger.exported.logRecords, UInt64(Self.good + 2))
      let names = (0..<Self.good).map { "good\($0)" }
      XCTAssertEqual(collector.spans.map(\.name).filter { $0.hasPrefix("good") }, names)
      XCTAssertEqual(
        collector.logRecords.map(\.body).filter { $0.description.contains("good") },
        names.map { .string($0) })
      let lines = collector.metricsText.split(separator: "\n")
      XCTAssertEqual(lines.filter { $0.hasPrefix("good ") }, ["good sum cumulative {} = 1000"])
      for name in ["negative", "real", "level", "spread"] {
        XCTAssertEqual(lines.filter { $0.hasPrefix(name) }, [], "nothing of it was good")
        XCTAssertEqual(told.all.count { $0.hasPrefix("\(name): dropped the value ") }, 1, "\(told.all)")
      }
      XCTAssertEqual(
        collector.spans.first { $0.name == "cut" }?.attributes["fox"],
        .string(String(repeating: "🦊", count: 5)))
    }
  }

  /// Python's protobuf refuses a request with a text that is not UTF-8.
  func test_FS25_whatArrives_isSoundForAnotherImplementation() throws {
    try withFolder { folder in
      let receiver = try IndependentReceiver(in: folder)
      var settings = TelemetrySettings()
      settings.endpoint = try CollectorEndpoint(receiver.endpoint)
      Self.change(&settings)
      let telemetry = try SessionTelemetry(settings, diagnostics: Diagnostics { _ in })
      try Self.record(with: telemetry)
      let ledger = telemetry.shutdown()
      let arrived = try receiver.stop()

      XCTAssertEqual(arrived["problems"] as? [String], [])
      let kept = try XCTUnwrap(arrived["kept"] as? [String: UInt64])
      XCTAssertEqual(kept["spans"], UInt64(Self.good + 4))
      XCTAssertEqual(kept["log_records"], UInt64(Self.good + 2))
      XCTAssertEqual(kept["data_points"], ledger.exported.dataPoints)
      XCTAssertEqual(ledger.accepted, ledger.exported)
    }
  }

  private static func change(_ settings: inout TelemetrySettings) {
    settings.logsEnabled = true
    settings.spanLimits.valueLength = 5
    settings.logLimits.valueLength = 5
  }

  private static func record(with telemetry: SessionTelemetry) throws {
    let counter = telemetry.meter.counter("good")
    for index in 0..<good {
      counter.add(1)
      telemetry.tracer.startSpan("good\(index)").end()
      telemetry.logger.emit(.string("good\(index)"))
      if index % 100 == 50 { try bad[index / 100](telemetry) }
    }
  }

  // MARK: Bad items

  /// Bytes that are no text, as they become one: lone and cut sequences, a surrogate, an overlong one, and a NUL.
  private static let texts: [String] =
    ([[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0xA6], [0xC0, 0xAF], [0x61, 0, 0x62]] as [[UInt8]])
    .map { String(decoding: $0, as: UTF8.self) }

  private static var attributes: AttributeSet {
    AttributeSet(texts.map { ($0, .string($0)) } + [("list", .array(texts.map { .string($0) }))])
  }

  /// Deeper than any stack would like.
  private static var deep: AttributeValue {
    (0..<10_000).reduce("deepest") { value, _ in [value] }
  }

  private static let bad: [@Sendable (SessionTelemetry) throws -> Void] = [
    { telemetry in
      let span = telemetry.tracer.startSpan(texts[0], attributes: attributes)
      span.addEvent(texts[1], attributes)
      span.addLink(span.context, attributes)
      span.setStatus(.error(texts[2]))
      span.end()
    },
    { telemetry in
      telemetry.logger.emit(
        LogRecord(
          .map([texts[0]: .string(texts[1])]), severityText: texts[2], attributes: attributes,
          eventName: texts[3]))
    },
    { $0.meter.counter("texts").add(1, attributes) },
    { telemetry in
      for value in [Double.nan, .infinity, -.infinity, -1] {
        telemetry.meter.counter("real", of: Double.self).add(value)
      }
    },
    { $0.meter.counter("negative").add(.min) },
    { telemetry in
      telemetry.meter.gauge("level").record(.nan)
      telemetry.meter.histogram("spread").record(.infinity)
    },
    { $0.tracer.startSpan("deep", attributes: ["deep": deep]).end() },
    { telemetry in
      telemetry.logger.emit(deep, attributes: ["deep": deep])
      telemetry.meter.counter("deep").add(1, ["deep": deep])
    },
    { telemetry in
      let fox = AttributeValue.string(String(repeating: "🦊", count: 9))
      telemetry.tracer.startSpan("cut", attributes: ["fox": fox]).end()
    },
    { telemetry in
      let headers = [
        "traceparent": "00-\(texts[0])-\(texts[1])-01", "tracestate": texts[2], "baggage": texts[3],
      ]
      let context = telemetry.propagator.extract(from: headers, into: Context())
      XCTAssertNil(context.spanContext)
      telemetry.tracer.startSpan("carried", parent: .root).end()
      var json = Array(#"{"session_id":"s1","project_path":"/x","started_at":"2025-03-01T09:00:00"}"#.utf8)
      for index in json.indices where json[index] == UInt8(ascii: "x") { json[index] = 0xFF }
      telemetry.record(try SessionMetrics(json: json))
    },
  ]
}
