import OTLPExporter
import Settings
import Telemetry

extension TelemetrySettings {
  /// Has the SDK report about itself into `meter` from now on: its readers, its processor and its exporters
  /// (O-01). The spans are counted by the provider that makes them.
  func observe(_ exporter: OTLPExporter, _ provider: MeterProvider, with meter: Meter) {
    var components = SDKComponents()
    var signals: [TelemetrySignal] = []
    if metricsEnabled { signals.append(.metrics) }
    if tracesEnabled { signals.append(.traces) }
    exporter.observe(signals, with: meter, as: &components)
    provider.measureCollections(into: meter, as: &components)
  }
}
