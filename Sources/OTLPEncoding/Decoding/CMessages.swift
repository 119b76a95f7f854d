internal import COTLP

// Short names for what protobuf-c generates.

typealias CMetricsRequest = Opentelemetry__Proto__Collector__Metrics__V1__ExportMetricsServiceRequest
typealias CTraceRequest = Opentelemetry__Proto__Collector__Trace__V1__ExportTraceServiceRequest
typealias CLogsRequest = Opentelemetry__Proto__Collector__Logs__V1__ExportLogsServiceRequest
typealias CMetricsResponse = Opentelemetry__Proto__Collector__Metrics__V1__ExportMetricsServiceResponse
typealias CTraceResponse = Opentelemetry__Proto__Collector__Trace__V1__ExportTraceServiceResponse
typealias CLogsResponse = Opentelemetry__Proto__Collector__Logs__V1__ExportLogsServiceResponse
typealias CErrorStatus = Google__Rpc__Status
typealias CRetryInfo = Google__Rpc__RetryInfo

typealias CAnyValue = Opentelemetry__Proto__Common__V1__AnyValue
typealias CKeyValue = Opentelemetry__Proto__Common__V1__KeyValue
typealias CScope = Opentelemetry__Proto__Common__V1__InstrumentationScope
typealias CResource = Opentelemetry__Proto__Resource__V1__Resource

typealias CMetric = Opentelemetry__Proto__Metrics__V1__Metric
typealias CTemporality = Opentelemetry__Proto__Metrics__V1__AggregationTemporality
typealias CNumberPoint = Opentelemetry__Proto__Metrics__V1__NumberDataPoint
typealias CHistogramPoint = Opentelemetry__Proto__Metrics__V1__HistogramDataPoint
typealias CExponentialPoint = Opentelemetry__Proto__Metrics__V1__ExponentialHistogramDataPoint
typealias CBuckets = Opentelemetry__Proto__Metrics__V1__ExponentialHistogramDataPoint__Buckets
typealias CSummaryPoint = Opentelemetry__Proto__Metrics__V1__SummaryDataPoint
typealias CExemplar = Opentelemetry__Proto__Metrics__V1__Exemplar

typealias CSpan = Opentelemetry__Proto__Trace__V1__Span
typealias CSpanEvent = Opentelemetry__Proto__Trace__V1__Span__Event
typealias CSpanLink = Opentelemetry__Proto__Trace__V1__Span__Link
typealias CSpanStatus = Opentelemetry__Proto__Trace__V1__Status
typealias CLogRecord = Opentelemetry__Proto__Logs__V1__LogRecord

/// A message that stands alone: a request, a response or an error detail.
protocol TopLevelMessage {
  init()

  /// Makes `message` an empty one, which knows its descriptor.
  static func initialize(_ message: UnsafeMutablePointer<Self>)

  /// What protobuf-c puts first into every message.
  var base: ProtobufCMessage { get }
}

extension CMetricsRequest: TopLevelMessage {
  static func initialize(_ message: UnsafeMutablePointer<Self>) {
    unsafe opentelemetry__proto__collector__metrics__v1__export_metrics_service_request__init(message)
  }
}

extension CTraceRequest: TopLevelMessage {
  static func initialize(_ message: UnsafeMutablePointer<Self>) {
    unsafe opentelemetry__proto__collector__trace__v1__export_trace_service_request__init(message)
  }
}

extension CLogsRequest: TopLevelMessage {
  static func initialize(_ message: UnsafeMutablePointer<Self>) {
    unsafe opentelemetry__proto__collector__logs__v1__export_logs_service_request__init(message)
  }
}

extension CMetricsResponse: TopLevelMessage {
  static func initialize(_ message: UnsafeMutablePointer<Self>) {
    unsafe opentelemetry__proto__collector__metrics__v1__export_metrics_service_response__init(message)
  }
}

extension CTraceResponse: TopLevelMessage {
  static func initialize(_ message: UnsafeMutablePointer<Self>) {
    unsafe opentelemetry__proto__collector__trace__v1__export_trace_service_response__init(message)
  }
}

extension CLogsResponse: TopLevelMessage {
  static func initialize(_ message: UnsafeMutablePointer<Self>) {
    unsafe opentelemetry__proto__collector__logs__v1__export_logs_service_response__init(message)
  }
}

extension CErrorStatus: TopLevelMessage {
  static func initialize(_ message: UnsafeMutablePointer<Self>) {
    unsafe google__rpc__status__init(message)
  }
}

extension CRetryInfo: TopLevelMessage {
  static func initialize(_ message: UnsafeMutablePointer<Self>) {
    unsafe google__rpc__retry_info__init(message)
  }
}
