internal import COTLP
internal import Telemetry

extension LogRecordData {
  init(_ message: CLogRecord, resource: Resource, scope: InstrumentationScope) throws(DecodingFailure) {
    let context = try unsafe SpanContext(
      traceID: TraceID(message.trace_id),
      spanID: SpanID(message.span_id),
      flags: TraceFlags(rawValue: UInt8(truncatingIfNeeded: message.flags))
    )
    unsafe self.init(
      resource: resource,
      scope: scope,
      time: Timestamp(known: message.time_unix_nano),
      observedTime: Timestamp(nanosecondsSinceEpoch: message.observed_time_unix_nano),
      severity: Severity(rawValue: UInt8(exactly: message.severity_number.rawValue) ?? 0),
      severityText: String(message.severity_text),
      body: AttributeValue(message.body),
      attributes: AttributeSet(message.attributes, message.n_attributes),
      droppedAttributes: message.dropped_attributes_count,
      spanContext: context,
      eventName: String(message.event_name)
    )
  }
}
