package import Settings
package import Telemetry

extension MeterProvider.Options {
  /// The limits, the exemplar filter, the whitelist and the bucket boundaries of the settings.
  init(_ settings: TelemetrySettings, _ others: [View]) {
    self.init()
    cardinalityLimit = settings.cardinalityLimit
    idleTimeout = settings.idleSeriesTime
    exemplarFilter =
      switch settings.exemplarFilter {
      case .alwaysOn: .alwaysOn
      case .alwaysOff: .alwaysOff
      case .traceBased: .traceBased
      }
    views = Self.views(settings) + others.map { $0.restricted(to: settings) }
  }

  /// One view for each rule of boundaries, for the histograms that no earlier rule is about, and one that drops what is
  /// not exported: every instrument matches one of them or none.
  private static func views(_ settings: TelemetrySettings) -> [View] {
    let rules = settings.histogramBoundaries
    var views = rules.indices.map { index in
      let selector = InstrumentSelector(kind: .histogram) { instrument in
        settings.exportsMetric(named: instrument.name)
          && rules.firstIndex { $0.pattern.matches(instrument.name) } == index
      }
      let boundaries = Boundaries(rules[index].values)
      return View(
        selector, StreamConfiguration(aggregation: .explicitBucketHistogram(boundaries: boundaries)))
    }
    let unwanted = InstrumentSelector { !settings.exportsMetric(named: $0.name) }
    views.append(View(unwanted, StreamConfiguration(aggregation: .drop)))
    return views
  }
}

extension View {
  /// This view of those instruments only that the settings export.
  fileprivate func restricted(to settings: TelemetrySettings) -> View {
    var view = self
    let predicate = selector.predicate
    view.selector.predicate = { instrument in
      settings.exportsMetric(named: instrument.name) && predicate?(instrument) ?? true
    }
    return view
  }
}

extension MetricReaderOptions {
  /// The temporality, the kind of histograms and the limits of the settings.
  init(_ settings: TelemetrySettings) {
    self.init()
    temporality =
      switch settings.metricsTemporality {
      case .cumulative: .cumulative
      case .delta: .delta
      case .lowMemory: .lowMemory
      }
    if settings.defaultHistogramAggregation == .base2ExponentialBucketHistogram {
      aggregation = { $0 == .histogram ? .base2ExponentialHistogram() : .default }
    }
    for (kind, limit) in settings.cardinalityLimits { cardinalityLimits[InstrumentKind(kind)] = limit }
  }
}

extension InstrumentKind {
  fileprivate init(_ name: InstrumentKindName) {
    self =
      switch name {
      case .counter: .counter
      case .upDownCounter: .upDownCounter
      case .histogram: .histogram
      case .gauge: .gauge
      case .observableCounter: .observableCounter
      case .observableUpDownCounter: .observableUpDownCounter
      case .observableGauge: .observableGauge
      }
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
    attributeValueLength = bounds.valueLength
  }
}

extension LoggerProvider.Options {
  /// The limits of the settings.
  init(_ settings: TelemetrySettings) {
    self.init()
    limits.attributeCount = settings.logLimits.attributes
    limits.attributeValueLength = settings.logLimits.valueLength
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
