/// What the points of one metric count from; raw values are those of OpenTelemetry's configuration files.
///
/// The variable `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE` writes the third `lowmemory` (E-21).
public enum TemporalityName: String, CaseIterable, Sendable {
  /// Everything counts from the start of its series.
  case cumulative
  /// Counters and histograms count from the last export; what can fall counts from the start of its series.
  case delta
  /// What needs least memory: delta for synchronous counters and for histograms, cumulative for everything else.
  case lowMemory = "low_memory"
}

/// How a histogram is aggregated when nothing else is said about it (E-22).
public enum DefaultHistogramAggregation: String, CaseIterable, Sendable {
  /// Buckets with fixed boundaries.
  case explicitBucketHistogram = "explicit_bucket_histogram"
  /// Buckets whose boundaries are powers of a base that adapts to what is recorded.
  case base2ExponentialBucketHistogram = "base2_exponential_bucket_histogram"
}

/// Which measurements may be kept as examples of a point (E-20).
public enum ExemplarFilterName: String, CaseIterable, Sendable {
  /// Every measurement.
  case alwaysOn = "always_on"
  /// None; nothing is kept.
  case alwaysOff = "always_off"
  /// Those made while a sampled span is current.
  case traceBased = "trace_based"
}

/// The kinds of instruments, as the keys of `otel_metrics_cardinality_limits`.
public enum InstrumentKindName: String, CaseIterable, Sendable {
  /// A sum that only grows.
  case counter
  /// A sum that may fall.
  case upDownCounter = "up_down_counter"
  /// A distribution.
  case histogram
  /// The last value.
  case gauge
  /// A sum that only grows, asked for at each collection.
  case observableCounter = "observable_counter"
  /// A sum that may fall, asked for at each collection.
  case observableUpDownCounter = "observable_up_down_counter"
  /// A value that is asked for at each collection.
  case observableGauge = "observable_gauge"
}

extension TemporalityName: SettingsChoice {}

extension DefaultHistogramAggregation: SettingsChoice {}

extension ExemplarFilterName: SettingsChoice {}

extension InstrumentKindName: SettingsChoice {}
