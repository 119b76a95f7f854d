import OTLPExporter
import Settings
import Telemetry

extension TelemetrySettings {
  /// Has the SDK report about itself into `meter` from now on: its readers, its processors and its
  /// exporters (O-01). Spans and log records are counted by the providers that make them.
  func observe(_ exporter: OTLPExporter, _ provider: MeterProvider, with meter: Meter) {
    var components = SDKComponents()
    var signals: [TelemetrySignal] = []
    if metricsEnabled { signals.append(.metrics) }
    if tracesEnabled { signals.append(.traces) }
    if logsEnabled { signals.append(.logs) }
    exporter.observe(signals, with: meter, as: &components)
    provider.measureCollections(into: meter, as: &components)
  }
}
