import Telemetry

/// The three services of an OTLP/gRPC endpoint.
enum ExportService {
  /// The path of the service's one method.
  static func path(of signal: TelemetrySignal) -> String {
    switch signal {
    case .metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"
    case .traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
    case .logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export"
    }
  }

  /// The signal that `method` exports; nil for a method that is none of the three.
  static func signal(of method: String) -> TelemetrySignal? {
    TelemetrySignal.allCases.first { path(of: $0) == method }
  }
}
