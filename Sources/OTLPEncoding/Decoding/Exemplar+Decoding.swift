internal import COTLP
internal import Telemetry

extension [Exemplar] {
  /// The examples of a point, in their order.
  init(_ list: CMessageList<CExemplar>?, of count: Int) throws(DecodingFailure) {
    self = try unsafe [Exemplar](list, count) { exemplar throws(DecodingFailure) in
      try unsafe Exemplar(exemplar)
    }
  }
}

extension Exemplar {
  fileprivate init(_ message: CExemplar) throws(DecodingFailure) {
    let value: NumberValue
    switch unsafe message.value_case {
    case OPENTELEMETRY__PROTO__METRICS__V1__EXEMPLAR__VALUE_AS_DOUBLE:
      value = unsafe .double(message.as_double)
    case OPENTELEMETRY__PROTO__METRICS__V1__EXEMPLAR__VALUE_AS_INT:
      value = unsafe .int(message.as_int)
    default:
      throw DecodingFailure(at: "exemplar", "expected as_double or as_int, found neither")
    }
    unsafe self.init(
      filteredAttributes: AttributeSet(message.filtered_attributes, message.n_filtered_attributes),
      time: Timestamp(nanosecondsSinceEpoch: message.time_unix_nano),
      value: value,
      spanContext: SpanContext(
        traceID: try TraceID(message.trace_id),
        spanID: try SpanID(message.span_id)
      )
    )
  }
}
