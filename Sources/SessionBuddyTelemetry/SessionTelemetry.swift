import OTLPExporter
public import SessionBuddyBridge
public import Settings
import Synchronization
public import Telemetry

/// The telemetry of one service: link it, start it, record, shut down.
///
/// ```swift
/// let telemetry = try SessionTelemetry.start(settingsAt: "settings/session-buddy.yaml")
/// telemetry.record(SessionMetrics(sessionID: "s1", projectPath: "/src/ledger", startedAt: start))
/// try telemetry.tracer.withSpan("session_buddy.checkpoint") { span in try saveCheckpoint() }
/// let ledger = telemetry.shutdown()
/// ```
///
/// Starting can fail, with the file and line of the setting at fault; afterwards nothing throws, waits for the
/// network or writes to standard output. Everything is safe from any thread.
public final class SessionTelemetry: Sendable {
  /// What records are turned into; its meter and tracer are those of the scope `session_buddy`.
  let bridge: RecordBridge
  /// What the spans of sessions are made by.
  let sessions: SessionTracer
  /// The metrics half of the SDK, for instruments of your own.
  public let meterProvider: MeterProvider
  /// The traces half of the SDK, for tracers of your own.
  public let tracerProvider: TracerProvider
  /// The logs half of the SDK, for loggers of your own; its loggers do nothing unless `otel_logs_enabled`.
  public let loggerProvider: LoggerProvider
  /// The settings in force.
  public let settings: TelemetrySettings
  /// The meter of the service.
  public let meter: Meter
  /// The tracer of the service.
  public let tracer: Tracer
  /// How the context of the running task gets into messages, and that of a caller out of them; also when telemetry is
  /// disabled (E-07).
  public let propagator: any TextMapPropagator
  /// The logger of the service.
  public let logger: Logger

  let diagnostics: Diagnostics
  let pipeline: Pipeline?
  let clock: any TelemetryClock
  let origin = ProcessOrigin()

  /// What exists only when telemetry is enabled.
  struct Pipeline: Sendable {
    let exporter: OTLPExporter
    let worker: Worker
    let final: ShutdownProgress
    /// Collects for the exporter.
    let reader: PeriodicReader?
    /// Whether the program has readers of its own.
    let hasOtherReaders: Bool
    /// Those of the program, which export elsewhere.
    let spanProcessors: [any SpanProcessor]
  }

  /// Starts with `settings` as they are, without reading a settings file or the environment.
  ///
  /// `views` say what becomes of the measurements of some instruments, besides what the settings say: each that matches
  /// makes a stream of its own, and none brings back what the whitelist leaves out. `readers` see the metrics besides the
  /// exporter, and only while telemetry is enabled. So do `spanProcessors` the spans: they come before the exporter, and may
  /// add to a span as it starts.
  public init(
    _ settings: TelemetrySettings,
    views: [View] = [],
    readers otherReaders: [any MetricReader] = [],
    spanProcessors: [any SpanProcessor] = [],
    diagnostics: Diagnostics? = nil,
    clock: any TelemetryClock = SystemClock()
  ) throws(SettingsError) {
    let diagnostics = diagnostics ?? Diagnostics(settings)
    self.settings = settings
    self.diagnostics = diagnostics
    self.clock = clock
    let resource = Resource.detected(for: settings).reporting(to: diagnostics).merging(settings)
    var readers: [any MetricReader] = []
    var processors: [any SpanProcessor] = []
    var logProcessors: [any LogRecordProcessor] = []
    if settings.isEnabled {
      let exporterOptions = try OTLPExporterOptions(settings)
      for warning in exporterOptions.certificateWarnings(at: clock.now) {
        diagnostics.report(Diagnostic(.warning, warning))
      }
      let worker = Worker(clock: clock, diagnostics: diagnostics)
      let exporter = OTLPExporter(
        exporterOptions,
        resource: resource,
        spans: .spans(settings),
        logs: .logs(settings),
        worker: worker,
        diagnostics: diagnostics
      )
      let reader = PeriodicReader(
        exporter: exporter.metrics,
        interval: settings.exportInterval,
        options: MetricReaderOptions(settings),
        worker: worker
      )
      readers = (settings.metricsEnabled ? [reader] : []) + otherReaders
      processors = spanProcessors
      if settings.tracesEnabled { processors.append(exporter.spans) }
      if settings.logsEnabled { logProcessors = [exporter.logs] }
      pipeline = Pipeline(
        exporter: exporter, worker: worker, final: ShutdownProgress(),
        reader: settings.metricsEnabled ? reader : nil, hasOtherReaders: !otherReaders.isEmpty,
        spanProcessors: spanProcessors)
    } else {
      pipeline = nil
    }
    meterProvider = MeterProvider(
      resource: resource,
      readers: readers,
      options: MeterProvider.Options(settings, views),
      clock: clock,
      diagnostics: diagnostics
    )
    var tracerOptions = TracerProvider.Options(settings)
    var loggerOptions = LoggerProvider.Options(settings)
    if let pipeline, settings.selfMetricsEnabled {
      // Off unless asked for, as long as the conventions may change (O-02).
      let selfMeter = meterProvider.meter(named: TelemetrySDK.name, version: TelemetrySDK.version)
      settings.observe(pipeline.exporter, meterProvider, with: selfMeter)
      tracerOptions.selfMeter = selfMeter
      if settings.logsEnabled { loggerOptions.selfMeter = selfMeter }
    }
    tracerProvider = TracerProvider(
      resource: resource,
      processors: processors,
      options: tracerOptions,
      clock: clock,
      diagnostics: diagnostics
    )
    loggerProvider = LoggerProvider(
      resource: resource,
      processors: logProcessors,
      options: loggerOptions,
      clock: clock,
      diagnostics: diagnostics
    )
    meter = meterProvider.meter(named: "session_buddy", version: TelemetrySDK.version)
    tracer = tracerProvider.tracer(named: "session_buddy", version: TelemetrySDK.version)
    propagator = settings.propagator
    logger = loggerProvider.logger(named: "session_buddy", version: TelemetrySDK.version)
    bridge = RecordBridge(meter: meter, options: BridgeOptions(settings))
    sessions = SessionTracer(
      tracer: tracer, service: settings.serviceName, options: BridgeOptions(settings), clock: clock,
      diagnostics: diagnostics)
    if settings.isEnabled, settings.spoolDirectory != nil { ExitHook.watch(self) }
  }

  deinit {
    if settings.spoolDirectory != nil { return storeRest() }
    // Whoever lets go without a shutdown loses what waits, but not in silence, and not a thread.
    guard let pipeline, origin.isHere, pipeline.final.begin() else { return }
    sessions.shutdown()
    // Else the worker would wait for the one under way before it ends.
    meterProvider.endCallbacks(by: clock.instant)
    let lost = pipeline.exporter.abandon().total
    let text = "telemetry was let go without shutdown: \(lost) items and the latest metrics are not sent"
    diagnostics.report(Diagnostic(.warning, text))
  }

  // MARK: Recording

  /// False where telemetry is disabled, and in a forked child of the process that started it (FS-21).
  private var isRecording: Bool { pipeline != nil && origin.isHere }

  /// Records a session, running or finished; the same session may be recorded again as it goes on.
  public func record(_ session: SessionMetrics) {
    if isRecording { bridge.record(session) }
  }

  /// Records that somebody was shown, or used, a search result.
  public func record(_ interaction: ResultInteraction) {
    if isRecording { bridge.record(interaction) }
  }

  /// Records that something happened on the developer's machine; a repeated event counts once.
  public func record(_ event: ActivityEvent) {
    if isRecording { bridge.record(event) }
  }

  /// Counts a record that could not be read.
  package func noteInvalidRecord() {
    bridge.noteInvalid()
  }
}
