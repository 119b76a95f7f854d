package import Telemetry

extension TelemetrySignal {
  /// The gRPC method that takes the signal's requests.
  package var exportMethod: String {
    switch self {
    case .metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"
    case .traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
    case .logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export"
    }
  }
}
