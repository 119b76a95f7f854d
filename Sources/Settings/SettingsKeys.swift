extension SettingsKey {
  /// Every key there is, in the order of the documentation; parsing, suggestions and tables come from here.
  static let all: [SettingsKey] =
    destination + identity + signals + rhythm + bounds + spanBounds + logBounds + aggregation + sampling
    + reports

  /// The key a name stands for, aliases included.
  static func named(_ name: String) -> SettingsKey? {
    byName[name]
  }

  /// Whether a name of the shared file is meant for us, rightly spelled or not.
  static func isOwn(_ name: String) -> Bool {
    let lowered = name.lowercased()
    return named(name) != nil || lowered.hasPrefix("otel") || lowered.hasPrefix("otlp")
  }

  /// Every name of every key.
  static let names: [String] = all.flatMap { [$0.name] + $0.aliases }

  private static let byName = Dictionary(
    all.flatMap { key in ([key.name] + key.aliases).map { ($0, key) } },
    uniquingKeysWith: { first, _ in first })

  private static let destination: [SettingsKey] = [
    SettingsKey(
      "otel_enabled", \.settings.isEnabled, .boolean,
      "Whether anything is recorded and sent; `false` starts no thread."),
    SettingsKey(
      "otlp_endpoint", \.endpoint, .endpoint,
      "The collector: `http` is plaintext, `https` is TLS, a missing port is 4317; also `unix:/path`."),
    SettingsKey(
      "otel_insecure", \.insecure, .optionalBoolean,
      "Plaintext or TLS for an address that has no `http` or `https`; not needed otherwise."),
    SettingsKey(
      "otel_headers", \.settings.headers, .headers,
      "Headers sent with every export, such as `authorization`; values are never printed."),
    SettingsKey(
      "otel_headers_file", \.settings.headersFile, .textFile,
      "A file of such headers, one `name=value` in each line; they win, and are read again when it changes."),
    SettingsKey(
      "otel_compression", \.settings.compression, .choice,
      "How requests are compressed."),
    SettingsKey(
      "otel_use_http_proxy", \.settings.usesHTTPProxy, .boolean,
      "Whether `http_proxy` and its kin in the environment apply; ignored unless asked for."),
    SettingsKey(
      "otel_tls_ca_file", \.settings.tlsCAFile, .path,
      "The authorities that vouch for the collector; without it those of the system. Read again when it changes."
    ),
    SettingsKey(
      "otel_tls_client_certificate_file", \.settings.tlsClientCertificateFile, .path,
      "The certificate chain shown to the collector; needs the key file too. Both are read again when they change."
    ),
    SettingsKey(
      "otel_tls_client_key_file", \.settings.tlsClientKeyFile, .path,
      "The private key of that chain."),
  ]

  private static let identity: [SettingsKey] = [
    SettingsKey(
      "otel_service_name", \.settings.serviceName, .name,
      "The `service.name` of everything that is sent."),
    SettingsKey(
      "otel_service_version", \.settings.serviceVersion, .version,
      "The `service.version` of everything that is sent; left out when empty."),
    SettingsKey(
      "otel_resource_attributes", \.settings.resourceAttributes, .attributes,
      combine: { below, above in below.merging(above) { _, above in above } },
      "What else describes this process; layers add to each other, name by name."),
    SettingsKey(
      "otel_resource_detectors", \.settings.resourceDetectors, .detectors,
      "What is found out about where this process runs, and sent with everything; `[]` is nothing."),
    SettingsKey(
      "anonymize_paths", \.settings.anonymizePaths, .boolean,
      "Whether project paths are replaced by a keyed hash; Session-Buddy's own key, honoured here."),
    SettingsKey(
      "otel_anonymization_key", \.settings.anonymizationKey, .secret,
      "The secret of that hash: the same key gives the same hashes everywhere; never printed."),
  ]

  private static let signals: [SettingsKey] = [
    SettingsKey("otel_metrics_enabled", \.settings.metricsEnabled, .boolean, "Whether metrics are sent."),
    SettingsKey("otel_traces_enabled", \.settings.tracesEnabled, .boolean, "Whether spans are sent."),
    SettingsKey(
      "otel_logs_enabled", \.settings.logsEnabled, .boolean,
      "Whether log records are sent."),
    SettingsKey(
      "otel_metrics_whitelist", \.settings.metricsWhitelist, .patterns,
      "The metrics that are sent: `*` is any run of characters, `?` is one."),
  ]

  private static let rhythm: [SettingsKey] = [
    SettingsKey(
      "otel_export_interval_seconds", aliases: ["otel_metrics_export_interval"],
      \.settings.exportInterval, .seconds(0.001...86_400),
      "How often metrics are collected and sent."),
    SettingsKey(
      "otel_schedule_delay_ms", \.settings.scheduleDelay, .milliseconds(1...3_600_000),
      "How long a finished span waits for others before its batch is sent."),
    SettingsKey(
      "otel_logs_schedule_delay_ms", \.settings.logsScheduleDelay, .milliseconds(1...3_600_000),
      "The same for a log record."),
    SettingsKey(
      "otel_export_timeout_seconds", \.settings.exportTimeout, .seconds(0.001...3600),
      "How long one attempt to send a request may take; never longer than the interval."),
    SettingsKey(
      "otel_metrics_export_timeout_seconds", \.settings.metricsExportTimeout, .seconds(0.001...3600),
      "How long sending one collection of metrics may take before it is put off; never longer than the interval."
    ),
    SettingsKey(
      "otel_retry_budget_seconds", \.settings.retryBudget, .seconds(0.001...86_400),
      "How long a request is kept and tried again before it is dropped as `retries_exhausted`."),
    SettingsKey(
      "otel_shutdown_timeout_seconds", \.settings.shutdownTimeout, .seconds(0.001...300),
      "How long a shutdown may take, all signals together."),
  ]

  private static let bounds: [SettingsKey] = [
    SettingsKey(
      "otel_batch_size", \.settings.batchSize, .integer(1...65_536),
      "The most spans of one request."),
    SettingsKey(
      "otel_logs_batch_size", \.settings.logsBatchSize, .integer(1...65_536),
      "The most log records of one request."),
    SettingsKey(
      "otel_max_concurrent_exports", \.settings.maxConcurrentExports, .integer(1...64),
      "How many requests of spans, and how many of log records, may be under way at once."),
    SettingsKey(
      "otel_max_request_bytes", \.settings.maxRequestBytes, .integer(65_536...67_108_864, " bytes"),
      "The most bytes of one request, before compression; most collectors accept 4 MiB."),
    SettingsKey(
      "otel_max_queue_bytes", \.settings.maxQueueBytes, .integer(65_536...1_073_741_824, " bytes"),
      "The memory all queues share; what does not fit is dropped and counted."),
    SettingsKey(
      "otel_spool_directory", \.settings.spoolDirectory, .directory,
      "Where what cannot be delivered waits on disk: a directory for this alone; without one it is dropped."),
    SettingsKey(
      "otel_spool_max_bytes", \.settings.spoolMaxBytes, .integer(1_048_576...1_099_511_627_776, " bytes"),
      "How much may wait there; then the oldest is dropped as `spool_evicted`."),
    SettingsKey(
      "otel_spool_max_age_seconds", \.settings.spoolMaxAge, .seconds(1...31_536_000),
      "How long it may wait there before it is dropped as `spool_expired`."),
    SettingsKey(
      "otel_cardinality_limit", \.settings.cardinalityLimit, .integer(1...1_000_000),
      "The most series of one instrument; further ones share an overflow series."),
    SettingsKey(
      "otel_metrics_cardinality_limits", \.settings.cardinalityLimits, .limits(1...1_000_000),
      combine: { below, above in below.merging(above) { _, above in above } },
      "The same for instruments of one kind; layers add to each other, kind by kind."),
  ]

  private static let spanBounds: [SettingsKey] = [
    SettingsKey(
      "otel_span_attribute_count_limit", \.settings.spanLimits.attributes, .integer(0...65_536),
      "The most attributes of a span; what exceeds this or the next three is discarded and counted."),
    SettingsKey(
      "otel_span_event_count_limit", \.settings.spanLimits.events, .integer(0...65_536),
      "The most events of a span."),
    SettingsKey(
      "otel_span_link_count_limit", \.settings.spanLimits.links, .integer(0...65_536),
      "The most links of a span."),
    SettingsKey(
      "otel_event_attribute_count_limit", aliases: ["otel_link_attribute_count_limit"],
      \.settings.spanLimits.attributesPerItem, .integer(0...65_536),
      "The most attributes of one event or one link of a span."),
    SettingsKey(
      "otel_span_attribute_value_length_limit", \.settings.spanLimits.valueLength,
      .optionalInteger(0...1_073_741_824),
      "The most characters of one value, and bytes of a byte array, in all of these; longer ones are cut."),
  ]

  private static let logBounds: [SettingsKey] = [
    SettingsKey(
      "otel_logrecord_attribute_count_limit", \.settings.logLimits.attributes, .integer(0...65_536),
      "The most attributes of a log record; what exceeds this is discarded and counted."),
    SettingsKey(
      "otel_logrecord_attribute_value_length_limit", \.settings.logLimits.valueLength,
      .optionalInteger(0...1_073_741_824),
      "The most characters of one value, and bytes of a byte array, in these; the body is not cut."),
  ]

  private static let sampling: [SettingsKey] = [
    SettingsKey(
      "otel_trace_sampler", \.settings.traceSampler, .choice,
      "Which traces are recorded; `parentbased_trace_id_ratio` is understood too."),
    SettingsKey(
      "otel_trace_sampler_ratio", \.settings.traceSamplerRatio, .ratio,
      "The share of traces that the ratio samplers keep."),
    SettingsKey(
      "otel_propagators", \.settings.propagators, .propagators,
      "How trace and baggage are written into messages to other processes, and read from theirs."),
  ]

  private static let reports: [SettingsKey] = [
    SettingsKey(
      "otel_self_metrics_enabled", \.settings.selfMetricsEnabled, .boolean,
      "Whether the library sends metrics about itself, `otel.sdk.*`; the whitelist applies to them too."),
    SettingsKey(
      "otel_log_level", \.settings.logLevel, .choice,
      "From which severity on the library reports to standard error; a handler of your own has its own."),
  ]
}
