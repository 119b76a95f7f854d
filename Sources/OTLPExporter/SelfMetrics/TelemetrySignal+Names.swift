import Telemetry

extension TelemetrySignal {
  /// The unit of an item in metrics.
  var itemUnit: String {
    switch self {
    case .metrics: "{data_point}"
    case .traces: "{span}"
    case .logs: "{log_record}"
    }
  }

  /// An item in the names of metrics.
  var itemName: String {
    switch self {
    case .metrics: "metric_data_point"
    case .traces: "span"
    case .logs: "log"
    }
  }

  /// `otel.component.type` of the exporter (O-12).
  var exporterType: String {
    switch self {
    case .metrics: "otlp_grpc_metric_exporter"
    case .traces: "otlp_grpc_span_exporter"
    case .logs: "otlp_grpc_log_exporter"
    }
  }
}
