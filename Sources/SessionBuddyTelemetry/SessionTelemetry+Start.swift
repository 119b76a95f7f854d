public import Settings
public import Telemetry

extension SessionTelemetry {
  /// Reads the settings and starts.
  ///
  /// - Parameters:
  ///   - path: The settings file; it must exist.
  ///   - diagnostics: Where the library reports what it cannot return; standard error unless given, and there
  ///     only what `otel_log_level` lets through.
  ///   - views: What becomes of the measurements of some instruments, besides what the settings say.
  ///   - readers: What else is to see the metrics, besides the exporter.
  ///   - spanProcessors: What else is to see the spans, before the exporter.
  ///   - override: The last word on the settings.
  public static func start(
    settingsAt path: String,
    views: [View] = [],
    readers: [any MetricReader] = [],
    spanProcessors: [any SpanProcessor] = [],
    diagnostics: Diagnostics? = nil,
    override: (inout TelemetrySettings) throws(SettingsError) -> Void = { _ in }
  ) throws(SettingsError) -> SessionTelemetry {
    try start(
      SettingsLoader().load(.required(path), override: override),
      views: views,
      readers: readers,
      spanProcessors: spanProcessors,
      diagnostics: diagnostics
    )
  }

  /// Starts with settings that have been read before; their warnings are reported.
  public static func start(
    _ resolved: ResolvedSettings,
    views: [View] = [],
    readers: [any MetricReader] = [],
    spanProcessors: [any SpanProcessor] = [],
    diagnostics: Diagnostics? = nil
  ) throws(SettingsError) -> SessionTelemetry {
    let diagnostics = diagnostics ?? Diagnostics(resolved.settings)
    for warning in resolved.warnings { diagnostics.report(Diagnostic(.warning, warning)) }
    do {
      return try SessionTelemetry(
        resolved.settings, views: views, readers: readers, spanProcessors: spanProcessors,
        diagnostics: diagnostics)
    } catch {
      throw resolved.located(error)
    }
  }
}
