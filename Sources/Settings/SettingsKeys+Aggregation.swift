extension SettingsKey {
  static let aggregation: [SettingsKey] = [
    SettingsKey(
      "otel_metrics_temporality", \.settings.metricsTemporality, .choice,
      "What points count from: the start of their series, the last export, or whichever needs less memory."),
    SettingsKey(
      "otel_metrics_default_histogram_aggregation", \.settings.defaultHistogramAggregation, .choice,
      "How histograms are aggregated that nothing else is said about."),
    SettingsKey(
      "otel_histogram_boundaries", \.settings.histogramBoundaries, .boundaries,
      "The bucket boundaries of the histograms whose names fit a pattern; the first that fits decides."),
    SettingsKey(
      "otel_metrics_exemplar_filter", \.settings.exemplarFilter, .choice,
      "Which measurements may be sent as examples of a point: all, none, or those of sampled spans."),
    SettingsKey(
      "otel_idle_series_seconds", \.settings.idleSeriesTime, .seconds(0.001...86_400),
      "How long a series must have been idle before it makes room, once a limit was hit."),
  ]
}
