package import Settings
package import Telemetry

extension MeterProvider.Options {
  /// The cardinality limit and the whitelist of the settings.
  init(_ settings: TelemetrySettings) {
    self.init()
    cardinalityLimit = settings.cardinalityLimit
    isEnabled = { settings.exportsMetric(named: $0.name) }
  }
}

extension TracerProvider.Options {
  /// The sampler and the limits of the settings.
  init(_ settings: TelemetrySettings) {
    self.init()
    limits = SpanLimits(settings.spanLimits)
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

extension SpanLimits {
  init(_ bounds: SpanBounds) {
    self.init()
    attributeCount = bounds.attributes
    eventCount = bounds.events
    linkCount = bounds.links
    attributeCountPerItem = bounds.attributesPerItem
  }
}

extension Diagnostics {
  /// The reports of a program that has no handler of its own: standard error, from the level of the settings on.
  convenience init(_ settings: TelemetrySettings) {
    self.init(minimum: Diagnostic.Severity(settings.logLevel))
  }
}

extension Diagnostic.Severity {
  /// The least that is told at a level.
  package init(_ level: LogLevel) {
    self =
      switch level {
      case .debug, .info: .info
      case .warn: .warning
      case .error: .error
      }
  }
}
