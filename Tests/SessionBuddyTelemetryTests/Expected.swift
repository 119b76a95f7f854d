import Foundation
import SessionBuddyTelemetry

/// What the receiver in Python writes about one thing, worked out from what was recorded.
struct Expected {
  var fields: [String: Any]

  static func span(
    _ span: Span,
    _ name: String,
    kind: Int,
    parent: SpanContext?,
    start: Timestamp,
    end: UInt64,
    attributes: AttributeSet = [:],
    dropped: (attributes: Int, events: Int, links: Int) = (0, 0, 0),
    events: [Expected] = [],
    links: [Expected] = [],
    status: (code: Int, message: String) = (0, "")
  ) -> Expected {
    // The low byte are the W3C flags; 0x100 says that it is known whether the parent is remote, 0x200 that it is.
    let flags = 0x103 | (parent?.isRemote == true ? 0x200 : 0)
    let status: [String: Any] = ["code": status.code, "message": status.message]
    return Expected(fields: [
      "name": name, "kind": kind, "trace_id": "\(span.context.traceID)", "span_id": "\(span.context.spanID)",
      "parent_span_id": parent.map { "\($0.spanID)" } ?? "", "trace_state": span.context.traceState.header,
      "flags": flags, "start": start.nanosecondsSinceEpoch, "end": start.nanosecondsSinceEpoch + end,
      "attributes": attributes.tagged, "dropped_attributes": dropped.attributes,
      "events": events.map(\.fields), "dropped_events": dropped.events,
      "links": links.map(\.fields), "dropped_links": dropped.links, "status": status,
    ])
  }

  static func event(
    _ name: String, at start: Timestamp, _ nanoseconds: UInt64, _ attributes: AttributeSet
  ) -> Expected {
    Expected(fields: [
      "name": name, "time": start.nanosecondsSinceEpoch + nanoseconds, "attributes": attributes.tagged,
      "dropped_attributes": 0,
    ])
  }

  static func link(_ context: SpanContext, _ attributes: AttributeSet, flags: Int) -> Expected {
    Expected(fields: [
      "trace_id": "\(context.traceID)", "span_id": "\(context.spanID)",
      "trace_state": context.traceState.header,
      "flags": flags, "attributes": attributes.tagged, "dropped_attributes": 0,
    ])
  }

  static func logRecord(_ record: LogRecord, observed: Timestamp, in context: SpanContext? = nil) -> Expected
  {
    Expected(fields: [
      "time": record.time?.nanosecondsSinceEpoch ?? 0, "observed_time": observed.nanosecondsSinceEpoch,
      "severity_number": Int(record.severity.rawValue), "severity": record.severityText,
      "event_name": record.eventName, "body": record.body.tagged, "attributes": record.attributes.tagged,
      "dropped_attributes": 0, "trace_id": context.map { "\($0.traceID)" } ?? "",
      "span_id": context.map { "\($0.spanID)" } ?? "", "flags": context.map { Int($0.flags.rawValue) } ?? 0,
    ])
  }

  /// A metric of one series.
  static func metric(
    _ name: String,
    _ shape: [String: String],
    _ unit: String = "",
    _ description: String = "",
    monotonic: Bool? = nil,
    attributes: [String: Any] = [:],
    point: [String: Any]
  ) -> Expected {
    var fields: [String: Any] = ["name": name, "unit": unit, "description": description]
    fields.merge(shape) { $1 }
    if let monotonic { fields["monotonic"] = monotonic }
    fields["series"] = [point.merging(["attributes": attributes]) { $1 }]
    return Expected(fields: fields)
  }

  /// The same metric with the times of its point; a start that is there already stays.
  func withTimes(start: UInt64, time: UInt64) -> Expected {
    var copy = self
    let series = fields["series"] as? [[String: Any]] ?? []
    copy.fields["series"] = series.map { $0.merging(["start": start, "time": time]) { old, _ in old } }
    return copy
  }
}

/// A JSON value as text that is equal for equal values.
struct JSONText {
  let text: String

  init(_ value: Any) throws {
    let data = try JSONSerialization.data(
      withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
    text = String(decoding: data, as: UTF8.self)
  }
}

extension AttributeSet {
  /// Every value with its kind, as the receiver writes it.
  fileprivate var tagged: [String: Any] {
    Dictionary(map { ($0.key, $0.value.tagged) }) { first, _ in first }
  }
}

extension AttributeValue {
  fileprivate var tagged: [String: Any] {
    switch self {
    case .string(let text): ["string": text]
    case .bool(let value): ["bool": value]
    case .int(let number): ["int": number]
    case .double(let number):
      [
        "double": String(repeating: "0", count: 16 - String(number.bitPattern, radix: 16).count)
          + String(number.bitPattern, radix: 16)
      ]
    case .bytes(let bytes): ["bytes": bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()]
    case .array(let items): ["array": items.map(\.tagged)]
    case .map(let members): ["map": members.mapValues(\.tagged)]
    case .empty: ["empty": true]
    }
  }
}
