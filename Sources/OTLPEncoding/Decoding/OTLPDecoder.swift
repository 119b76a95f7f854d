internal import COTLP
package import Telemetry

/// Reads export requests: OTLP bytes in, plain values out, in the order they were sent.
///
/// The bytes may come from anybody. What is not a well-formed request is refused as a whole; text that is not
/// UTF-8 is repaired; unknown fields are skipped (W-12).
package enum OTLPDecoder {
  /// The metrics of an `ExportMetricsServiceRequest`, without those that have no data at all.
  package static func metrics(
    _ bytes: [UInt8],
    limits: DecodingLimits = DecodingLimits()
  ) throws(DecodingFailure) -> [MetricData] {
    try unsafe UnpackedMessage<CMetricsRequest>(bytes, limits: limits).read {
      request throws(DecodingFailure) in
      try unsafe [[MetricData]](request.resource_metrics, request.n_resource_metrics) {
        group throws(DecodingFailure) in
        let resource = unsafe Resource(group.resource, schemaURL: group.schema_url)
        return try unsafe [[MetricData?]](group.scope_metrics, group.n_scope_metrics) {
          part throws(DecodingFailure) in
          let scope = unsafe InstrumentationScope(part.scope, schemaURL: part.schema_url)
          return try unsafe [MetricData?](part.metrics, part.n_metrics) { metric throws(DecodingFailure) in
            try unsafe MetricData(metric, resource: resource, scope: scope)
          }
        }.joined().compactMap(\.self)
      }.flatMap(\.self)
    }
  }

  /// The spans of an `ExportTraceServiceRequest`.
  package static func spans(
    _ bytes: [UInt8],
    limits: DecodingLimits = DecodingLimits()
  ) throws(DecodingFailure) -> [SpanData] {
    try unsafe UnpackedMessage<CTraceRequest>(bytes, limits: limits).read { request throws(DecodingFailure) in
      try unsafe [[SpanData]](request.resource_spans, request.n_resource_spans) {
        group throws(DecodingFailure) in
        let resource = unsafe Resource(group.resource, schemaURL: group.schema_url)
        return try unsafe [[SpanData]](group.scope_spans, group.n_scope_spans) {
          part throws(DecodingFailure) in
          let scope = unsafe InstrumentationScope(part.scope, schemaURL: part.schema_url)
          return try unsafe [SpanData](part.spans, part.n_spans) { span throws(DecodingFailure) in
            try unsafe SpanData(span, resource: resource, scope: scope)
          }
        }.flatMap(\.self)
      }.flatMap(\.self)
    }
  }

  /// The log records of an `ExportLogsServiceRequest`.
  package static func logRecords(
    _ bytes: [UInt8],
    limits: DecodingLimits = DecodingLimits()
  ) throws(DecodingFailure) -> [LogRecordData] {
    try unsafe UnpackedMessage<CLogsRequest>(bytes, limits: limits).read { request throws(DecodingFailure) in
      try unsafe [[LogRecordData]](request.resource_logs, request.n_resource_logs) {
        group throws(DecodingFailure) in
        let resource = unsafe Resource(group.resource, schemaURL: group.schema_url)
        return try unsafe [[LogRecordData]](group.scope_logs, group.n_scope_logs) {
          part throws(DecodingFailure) in
          let scope = unsafe InstrumentationScope(part.scope, schemaURL: part.schema_url)
          return try unsafe [LogRecordData](part.log_records, part.n_log_records) {
            record throws(DecodingFailure) in
            try unsafe LogRecordData(record, resource: resource, scope: scope)
          }
        }.flatMap(\.self)
      }.flatMap(\.self)
    }
  }
}
