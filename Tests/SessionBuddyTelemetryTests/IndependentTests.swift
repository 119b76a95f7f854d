import Foundation
import SessionBuddyTelemetry
import TelemetryTesting
import TestSupport
import XCTest

/// What another implementation of OTLP reads from our bytes is what was recorded.
final class IndependentTests: XCTestCase {
  private static let everything: AttributeSet = [
    "string": "größe 🦊", "no text": "", "true": true, "false": false, "largest": .int(.max),
    "smallest": .int(.min),
    "zero": 0, "tenth": 0.1, "minus zero": -0.0, "infinity": .double(.infinity), "no number": .double(.nan),
    "bytes": .bytes([0, 255, 7]), "no bytes": .bytes([]), "empty": .empty, "no items": [],
    "array": ["a", 1, 1.5, true, .empty, [.bytes([9])]],
    "map": .map(["inner": .map(["deep": [1, 2]]), "text": "t"]),
  ]

  func test_spans_areReadAsTheyWereRecorded() throws {
    let clock = ManualClock()
    let start = clock.now
    try withIndependentReceiver(clock: clock) { telemetry in
      let remote = SpanContext(
        traceID: TraceID(high: 0x0102_0304_0506_0708, low: 0x090a_0b0c_0d0e_0f10), spanID: SpanID(0xa1),
        flags: [.sampled, .random], traceState: ["vendor": "1", "other": "2"], isRemote: true)
      let server = telemetry.tracer.startSpan(
        "GET /sessions", kind: .server, parent: .context(remote), attributes: Self.everything, at: start)
      let child = telemetry.tracer.startSpan(
        "search", kind: .client, parent: .context(server.context),
        links: [SpanLink(context: remote, attributes: ["why": "retry"])], at: start)
      child.addEvent("hit", Self.everything, at: start.advanced(by: .nanoseconds(1)))
      child.addEvent("miss", at: start.advanced(by: .nanoseconds(2)))
      child.addLink(server.context)
      child.setStatus(.error("no index"))
      child.end(at: start.advanced(by: .milliseconds(3)))
      server.setStatus(.ok)
      server.end(at: start.advanced(by: .seconds(1)))
      let crowded = telemetry.tracer.startSpan("crowded", kind: .producer, parent: .root, at: start)
      for index in 0..<130 { crowded.setAttribute("\(index % 129)", .int(Int64(index))) }
      for index in 0..<130 { crowded.addEvent("\(index)", at: start) }
      for _ in 0..<131 { crowded.addLink(child.context) }
      crowded.end(at: start)
      return [
        .span(
          child, "search", kind: 3, parent: server.context, start: start, end: 3_000_000,
          events: [
            .event("hit", at: start, 1, Self.everything), .event("miss", at: start, 2, [:]),
          ],
          links: [.link(remote, ["why": "retry"], flags: 0x303), .link(server.context, [:], flags: 0x103)],
          status: (2, "no index")
        ),
        .span(
          server, "GET /sessions", kind: 2, parent: remote, start: start, end: 1_000_000_000,
          attributes: Self.everything, status: (1, "")),
        .span(
          crowded, "crowded", kind: 4, parent: nil, start: start, end: 0,
          attributes: AttributeSet((0..<128).map { ("\($0)", .int($0 == 0 ? 129 : $0)) }),
          dropped: (attributes: 1, events: 2, links: 3),
          events: (0..<128).map { .event("\($0)", at: start, 0, [:]) },
          links: (0..<128).map { _ in .link(child.context, [:], flags: 0x103) }
        ),
      ]
    } compare: { arrived, expected in
      let spans = try XCTUnwrap(arrived["spans"] as? [[String: Any]])
      XCTAssertEqual(spans.count, expected.count)
      for (found, expected) in zip(spans, expected) {
        XCTAssertEqual(try JSONText(found).text, try JSONText(expected.fields).text)
      }
    }
  }

  func test_L08_logRecords_areReadAsTheyWereEmitted() throws {
    let clock = ManualClock()
    try withIndependentReceiver(clock: clock) { telemetry in
      let span = telemetry.tracer.startSpan("work", parent: .root)
      let observed = clock.now.advanced(by: .seconds(-1))
      let records = [
        LogRecord(
          "größe 🦊", severity: Severity(rawValue: 10), severityText: "notice", attributes: Self.everything,
          eventName: "session_buddy.e", context: .span(span.context), time: clock.now, observedTime: observed),
        LogRecord(.map(["a": [1, .empty], "b": .bytes([7])])),
      ]
      for record in records { telemetry.logger.emit(record) }
      return [
        .logRecord(records[0], observed: observed, in: span.context),
        .logRecord(records[1], observed: clock.now),
      ]
    } compare: { arrived, expected in
      let records = try XCTUnwrap(arrived["log_records"] as? [[String: Any]])
      XCTAssertEqual(records.count, expected.count)
      for (found, expected) in zip(records, expected) {
        XCTAssertEqual(try JSONText(found).text, try JSONText(expected.fields).text)
      }
    }
  }

  func test_metrics_areReadAsTheyWereRecorded() throws {
    let clock = ManualClock()
    let start = clock.now.nanosecondsSinceEpoch
    try withIndependentReceiver(clock: clock) { telemetry in
      let meter = telemetry.meter
      meter.counter("whole", unit: "{x}", description: "Größe").add(3, ["a": "b", "on": true])
      meter.counter("real", of: Double.self).add(0.1)
      meter.upDownCounter("balance").add(-7)
      meter.gauge("level").record(-0.5, ["n": 1])
      meter.gauge("zero", of: Int64.self).record(0)
      let spread = meter.histogram("spread", unit: "s", boundaries: Boundaries([1, 2.5, 10]))
      for value in [0.5, 1, 2, 11] { spread.record(value, ["kind": "k"]) }
      meter.histogram("one bucket", boundaries: Boundaries([])).record(4)
      clock.advance(by: .seconds(2))
      return Self.metrics(start: start)
    } compare: { arrived, expected in
      let metrics = try XCTUnwrap(arrived["metrics"] as? [String: Any])
      XCTAssertNil(metrics["one bucket"], "a name with a space is refused")
      XCTAssertEqual(metrics.count, expected.count)
      for metric in expected {
        let name = try XCTUnwrap(metric.fields["name"] as? String)
        let found = try XCTUnwrap(metrics[name], name)
        var fields = metric.fields
        fields["name"] = nil
        XCTAssertEqual(try JSONText(found).text, try JSONText(fields).text, name)
      }
    }
  }

  private static func metrics(start: UInt64) -> [Expected] {
    let sum = ["kind": "sum", "temporality": "cumulative"]
    let histogram = ["kind": "histogram", "temporality": "cumulative"]
    let gauge = ["kind": "gauge"]
    let labels: [String: Any] = ["a": "b", "on": true]
    let spread: [String: Any] = [
      "count": 4, "sum": 14.5, "min": 0.5, "max": 11, "bounds": [1, 2.5, 10], "buckets": [2, 1, 0, 1],
    ]
    let metrics: [Expected] = [
      .metric(
        "whole", sum, "{x}", "Größe", monotonic: true, attributes: labels, point: ["value": 3, "type": "int"]),
      .metric("real", sum, monotonic: true, point: ["value": 0.1, "type": "double"]),
      .metric("balance", sum, monotonic: false, point: ["value": -7, "type": "int"]),
      .metric("level", gauge, attributes: ["n": 1], point: ["value": -0.5, "type": "double", "start": 0]),
      .metric("zero", gauge, point: ["value": 0, "type": "int", "start": 0]),
      .metric("spread", histogram, "s", attributes: ["kind": "k"], point: spread),
    ]
    return metrics.map { $0.withTimes(start: start, time: start + 2_000_000_000) }
  }

  /// Records with `body` what the receiver is to read, sends it, and hands over what it read.
  private func withIndependentReceiver(
    clock: ManualClock,
    _ body: (SessionTelemetry) -> [Expected],
    compare: ([String: Any], [Expected]) throws -> Void
  ) throws {
    try withFolder { folder in
      let receiver = try IndependentReceiver(in: folder)
      var settings = TelemetrySettings()
      settings.endpoint = try CollectorEndpoint(receiver.endpoint)
      settings.logsEnabled = true
      let telemetry = try SessionTelemetry(settings, diagnostics: Diagnostics { _ in }, clock: clock)
      let expected = body(telemetry)
      let ledger = telemetry.shutdown()
      let arrived = try receiver.stop()

      XCTAssertEqual(arrived["problems"] as? [String], [])
      let received = try XCTUnwrap(arrived["received"] as? [String: Int])
      XCTAssertEqual(received["spans"], Int(ledger.exported.spans))
      XCTAssertEqual(received["data_points"], Int(ledger.exported.dataPoints))
      XCTAssertEqual(received["log_records"], Int(ledger.exported.logRecords))
      let scopes = try JSONText(arrived["scopes"] ?? "").text
      XCTAssertEqual(scopes, #"[{"name":"session_buddy","version":"0.1.0"}]"#)
      let resources = try XCTUnwrap(arrived["resources"] as? [[String: Any]])
      XCTAssertEqual(resources.map { $0["service.name"] as? String }, ["session-buddy"])
      try compare(arrived, expected)
    }
  }
}
