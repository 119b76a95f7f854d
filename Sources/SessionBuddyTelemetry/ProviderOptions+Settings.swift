import Settings
import Telemetry

extension MeterProvider.Options {
  /// The cardinality limit and the whitelist of the settings.
  init(_ settings: TelemetrySettings) {
    self.init()
    cardinalityLimit = settings.cardinalityLimit
    isEnabled = { settings.exportsMetric(named: $0.name) }
  }
}

extension TracerProvider.Options {
  /// The sampler of the settings.
  init(_ settings: TelemetrySettings) {
    self.init()
    let ratio = settings.traceSamplerRatio
    sampler =
      switch settings.traceSampler {
      case .alwaysOn: AlwaysOnSampler()
      case .alwaysOff: AlwaysOffSampler()
      case .traceIDRatio: TraceIDRatioSampler(ratio: ratio)
      case .parentBasedAlwaysOn: ParentBasedSampler(root: AlwaysOnSampler())
      case .parentBasedAlwaysOff: ParentBasedSampler(root: AlwaysOffSampler())
      case .parentBasedTraceIDRatio: ParentBasedSampler(root: TraceIDRatioSampler(ratio: ratio))
      }
  }
}
