/// What the telemetry of one process does: whether it runs, where it sends, how often and how much.
///
/// A value with nothing set sends to `http://localhost:4317`. ``SettingsLoader`` fills one from
/// `settings/session-buddy.yaml` and the environment; each property names the key it is read from.
public struct TelemetrySettings: Equatable, Sendable {
  /// Whether anything is recorded or sent at all (`otel_enabled`).
  public var isEnabled = true
  /// The collector's address; decides between plaintext and TLS (`otlp_endpoint`).
  public var endpoint = CollectorEndpoint.local
  /// Headers sent with every export (`otel_headers`).
  public var headers = RequestHeaders()
  /// A file with more headers, which win; read again when it changes (`otel_headers_file`).
  public var headersFile: String?
  /// How requests are compressed (`otel_compression`).
  public var compression = Compression.none
  /// Whether the connection goes through the proxy that `http_proxy` and its kin name (`otel_use_http_proxy`).
  public var usesHTTPProxy = false
  /// PEM file of the authorities that vouch for the collector (`otel_tls_ca_file`); nil trusts the system's.
  public var tlsCAFile: String?
  /// PEM chain this process shows to the collector (`otel_tls_client_certificate_file`).
  public var tlsClientCertificateFile: String?
  /// PEM private key of that chain (`otel_tls_client_key_file`).
  public var tlsClientKeyFile: String?

  /// The `service.name` of the resource (`otel_service_name`).
  public var serviceName = "session-buddy"
  /// The `service.version` of the resource, absent when nil (`otel_service_version`).
  public var serviceVersion: String?
  /// What else the resource says; never `service.name` or `service.version` (`otel_resource_attributes`).
  public var resourceAttributes: [String: String] = [:]

  /// What is found out about where the process runs, in order (`otel_resource_detectors`).
  public var resourceDetectors: [ResourceDetectorName] = [.host, .os, .process, .service]

  /// Whether metrics are exported (`otel_metrics_enabled`).
  public var metricsEnabled = true
  /// Whether spans are exported (`otel_traces_enabled`).
  public var tracesEnabled = true
  /// Whether log records are exported (`otel_logs_enabled`).
  public var logsEnabled = false

  /// How often metrics are collected and exported (`otel_export_interval_seconds`).
  public var exportInterval = Duration.seconds(60)
  /// How long a finished span waits for others before its batch leaves (`otel_schedule_delay_ms`).
  public var scheduleDelay = Duration.milliseconds(5000)
  /// How long a log record waits for others before its batch leaves (`otel_logs_schedule_delay_ms`).
  public var logsScheduleDelay = Duration.milliseconds(1000)
  /// How long one attempt to send a request may take (`otel_export_timeout_seconds`).
  public var exportTimeout = Duration.seconds(10)
  /// How long the attempts to send one collection of metrics may take in one go, all its requests together; what is not
  /// delivered by then is tried again later (`otel_metrics_export_timeout_seconds`).
  public var metricsExportTimeout = Duration.seconds(30)
  /// How long a request is kept and tried again before it is given up (`otel_retry_budget_seconds`).
  public var retryBudget = Duration.seconds(600)
  /// How long a shutdown may take, all signals together (`otel_shutdown_timeout_seconds`).
  public var shutdownTimeout = Duration.seconds(5)

  /// The most spans of one request (`otel_batch_size`).
  public var batchSize = 512
  /// The most log records of one request (`otel_logs_batch_size`).
  public var logsBatchSize = 512
  /// How many requests of spans, and how many of log records, may be under way at once (`otel_max_concurrent_exports`);
  /// those of metrics are sent one after the other.
  public var maxConcurrentExports = 4
  /// The most bytes of one request, before compression (`otel_max_request_bytes`); less once the collector says that it
  /// takes less.
  public var maxRequestBytes = 3_670_016
  /// The memory all queues share; what does not fit is dropped and counted (`otel_max_queue_bytes`).
  public var maxQueueBytes = 16 << 20
  /// Where what cannot be delivered waits on disk, for this program alone; nil drops it (`otel_spool_directory`).
  public var spoolDirectory: String?
  /// How many bytes may wait there; then the oldest is dropped (`otel_spool_max_bytes`).
  public var spoolMaxBytes = 64 << 20
  /// How long it may wait there (`otel_spool_max_age_seconds`).
  public var spoolMaxAge = Duration.seconds(86_400)
  /// The most series of one instrument; further ones share an overflow series (`otel_cardinality_limit`).
  public var cardinalityLimit = 2000
  /// The same for instruments of one kind, where it differs (`otel_metrics_cardinality_limits`).
  public var cardinalityLimits: [InstrumentKindName: Int] = [:]
  /// How much a span may hold (`otel_span_attribute_count_limit` and its neighbours).
  public var spanLimits = SpanBounds()
  /// How much a log record may hold (`otel_logrecord_attribute_count_limit` and its neighbour).
  public var logLimits = LogRecordBounds()
  /// Patterns of the metric names that are exported (`otel_metrics_whitelist`).
  public var metricsWhitelist = [GlobPattern.everything]

  /// What the points of a metric count from (`otel_metrics_temporality`).
  public var metricsTemporality = TemporalityName.cumulative
  /// How a histogram is aggregated when nothing else is said
  /// (`otel_metrics_default_histogram_aggregation`).
  public var defaultHistogramAggregation = DefaultHistogramAggregation.explicitBucketHistogram
  /// Boundaries by the name of the histogram, the first that fits deciding (`otel_histogram_boundaries`).
  public var histogramBoundaries: [HistogramBoundaries] = []
  /// Which measurements may become exemplars (`otel_metrics_exemplar_filter`).
  public var exemplarFilter = ExemplarFilterName.traceBased
  /// How long a series must have been idle before it makes room for others, once a cardinality limit was hit
  /// (`otel_idle_series_seconds`). With temporality `delta` series make room as soon as they are idle.
  public var idleSeriesTime = Duration.seconds(300)

  /// How it is decided which traces are recorded (`otel_trace_sampler`).
  public var traceSampler = TraceSampler.parentBasedAlwaysOn
  /// The share of traces the ratio samplers keep (`otel_trace_sampler_ratio`).
  public var traceSamplerRatio = 1.0
  /// How contexts travel between processes, in order; empty for not at all (`otel_propagators`).
  public var propagators: [PropagatorName] = [.traceContext, .baggage]

  /// Whether project paths leave the process only as a keyed hash (`anonymize_paths`).
  public var anonymizePaths = false
  /// The secret of that hash (`otel_anonymization_key`); without one, who guesses a path can check the guess.
  public var anonymizationKey: Secret?

  /// Whether the library exports metrics about itself (`otel_self_metrics_enabled`).
  public var selfMetricsEnabled = false
  /// From which severity on the library's own reports are told (`otel_log_level`); those who hand over a handler
  /// of their own choose for themselves.
  public var logLevel = LogLevel.info

  /// The defaults.
  public init() {}

  /// Whether a metric of this name passes ``metricsWhitelist``.
  public func exportsMetric(named name: String) -> Bool {
    metricsWhitelist.contains { $0.matches(name) }
  }

  /// The boundaries ``histogramBoundaries`` has for a histogram of this name; nil when no pattern fits.
  public func boundaries(ofHistogramNamed name: String) -> [Double]? {
    histogramBoundaries.first { $0.pattern.matches(name) }?.values
  }

  /// The most series of one instrument of this kind.
  public func cardinalityLimit(of kind: InstrumentKindName) -> Int {
    cardinalityLimits[kind] ?? cardinalityLimit
  }
}

/// How much a span may hold; what exceeds a limit is discarded and counted.
public struct SpanBounds: Equatable, Sendable {
  /// Attributes of a span (`otel_span_attribute_count_limit`).
  public var attributes = 128
  /// Events of a span (`otel_span_event_count_limit`).
  public var events = 128
  /// Links of a span (`otel_span_link_count_limit`).
  public var links = 128
  /// Attributes of one event or one link (`otel_event_attribute_count_limit`).
  public var attributesPerItem = 128
  /// Unicode scalars of a text, and bytes of a byte array, in any of these attributes; nil keeps all
  /// (`otel_span_attribute_value_length_limit`).
  public var valueLength: Int?

  /// The defaults.
  public init() {}
}

/// How much the attributes of a log record may hold; what exceeds a limit is discarded and counted.
public struct LogRecordBounds: Equatable, Sendable {
  /// Attributes of a record (`otel_logrecord_attribute_count_limit`).
  public var attributes = 128
  /// Unicode scalars of a text, and bytes of a byte array, in any of these attributes; nil keeps all
  /// (`otel_logrecord_attribute_value_length_limit`).
  public var valueLength: Int?

  /// The defaults.
  public init() {}
}
