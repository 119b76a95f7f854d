import Settings

/// What OpenTelemetry's variables say, and how a program says the same.
enum VariableCases {
  typealias Change = (
    variables: [String: String], change: @Sendable (inout TelemetrySettings) throws(SettingsError) -> Void
  )

  static let all: [Change] = [
    (["OTEL_SDK_DISABLED": "TRUE"], { $0.isEnabled = false }),
    (["OTEL_SDK_DISABLED": "false"], { _ in }),
    (
      ["OTEL_EXPORTER_OTLP_ENDPOINT": "https://c:1"],
      { settings throws(SettingsError) in settings.endpoint = try CollectorEndpoint("https://c:1") }
    ),
    (
      ["OTEL_EXPORTER_OTLP_ENDPOINT": "c:1", "OTEL_EXPORTER_OTLP_INSECURE": "true"],
      { settings throws(SettingsError) in settings.endpoint = try CollectorEndpoint("http://c:1") }
    ),
    (
      ["OTEL_EXPORTER_OTLP_HEADERS": "Api-Key=a%2Cb , k=v "], { $0.headers = ["api-key": "a,b", "k": "v"] }
    ),
    (["OTEL_EXPORTER_OTLP_COMPRESSION": "Gzip"], { $0.compression = .gzip }),
    (
      ["OTEL_EXPORTER_OTLP_ENDPOINT": "https://c", "OTEL_EXPORTER_OTLP_CERTIFICATE": "/ca.pem"],
      { settings throws(SettingsError) in
        settings.endpoint = try CollectorEndpoint("https://c")
        settings.tlsCAFile = "/ca.pem"
      }
    ),
    (
      [
        "OTEL_EXPORTER_OTLP_ENDPOINT": "https://c", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE": "/c.pem",
        "OTEL_EXPORTER_OTLP_CLIENT_KEY": "/k.pem",
      ],
      { settings throws(SettingsError) in
        settings.endpoint = try CollectorEndpoint("https://c")
        settings.tlsClientCertificateFile = "/c.pem"
        settings.tlsClientKeyFile = "/k.pem"
      }
    ),
    (["OTEL_EXPORTER_OTLP_TIMEOUT": "2500"], { $0.exportTimeout = .milliseconds(2500) }),
    (["OTEL_METRIC_EXPORT_TIMEOUT": "20000"], { $0.metricsExportTimeout = .seconds(20) }),
    (["OTEL_BLRP_EXPORT_TIMEOUT": "8"], { $0.exportTimeout = .milliseconds(8) }),
    (["OTEL_BLRP_SCHEDULE_DELAY": "100"], { $0.logsScheduleDelay = .milliseconds(100) }),
    (["OTEL_BLRP_MAX_EXPORT_BATCH_SIZE": "64"], { $0.logsBatchSize = 64 }),
    (["OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT": "5"], { $0.logLimits.attributes = 5 }),
    (["OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT": "40"], { $0.logLimits.valueLength = 40 }),
    (["OTEL_BSP_EXPORT_TIMEOUT": "7"], { $0.exportTimeout = .milliseconds(7) }),
    (["OTEL_METRIC_EXPORT_INTERVAL": "90000"], { $0.exportInterval = .seconds(90) }),
    (
      ["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE": "delta"], { $0.metricsTemporality = .delta }
    ),
    (
      [
        "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION": "base2_exponential_bucket_histogram"
      ],
      { $0.defaultHistogramAggregation = .base2ExponentialBucketHistogram }
    ),
    (["OTEL_METRICS_EXEMPLAR_FILTER": "always_off"], { $0.exemplarFilter = .alwaysOff }),
    (["OTEL_BSP_SCHEDULE_DELAY": "100"], { $0.scheduleDelay = .milliseconds(100) }),
    (["OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "64"], { $0.batchSize = 64 }),
    (["OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "5"], { $0.spanLimits.attributes = 5 }),
    (["OTEL_SPAN_EVENT_COUNT_LIMIT": "6"], { $0.spanLimits.events = 6 }),
    (["OTEL_SPAN_LINK_COUNT_LIMIT": "0"], { $0.spanLimits.links = 0 }),
    (["OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT": "7"], { $0.spanLimits.attributesPerItem = 7 }),
    (["OTEL_LINK_ATTRIBUTE_COUNT_LIMIT": "8"], { $0.spanLimits.attributesPerItem = 8 }),
    (
      ["OTEL_ATTRIBUTE_COUNT_LIMIT": "9"],
      {
        $0.spanLimits.attributes = 9
        $0.spanLimits.attributesPerItem = 9
        $0.logLimits.attributes = 9
      }
    ),
    (
      ["OTEL_ATTRIBUTE_COUNT_LIMIT": "9", "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "5"],
      {
        $0.spanLimits.attributes = 5
        $0.spanLimits.attributesPerItem = 9
        $0.logLimits.attributes = 9
      }
    ),
    (["OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": "40"], { $0.spanLimits.valueLength = 40 }),
    (
      ["OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "41"],
      {
        $0.spanLimits.valueLength = 41
        $0.logLimits.valueLength = 41
      }
    ),
    (
      ["OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "41", "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": "0"],
      {
        $0.spanLimits.valueLength = 0
        $0.logLimits.valueLength = 41
      }
    ),
    (["OTEL_LOG_LEVEL": "DEBUG"], { $0.logLevel = .debug }),
    (["OTEL_LOG_LEVEL": "warning"], { $0.logLevel = .warn }),
    (["OTEL_SERVICE_NAME": "s"], { $0.serviceName = "s" }),
    (
      ["OTEL_RESOURCE_ATTRIBUTES": "a=b%3Dc, d=%E2%82%AC,service.name=r,service.version=2"],
      {
        $0.resourceAttributes = ["a": "b=c", "d": "€"]
        $0.serviceName = "r"
        $0.serviceVersion = "2"
      }
    ),
    (["OTEL_RESOURCE_ATTRIBUTES": "service.name=r", "OTEL_SERVICE_NAME": "s"], { $0.serviceName = "s" }),
    (["OTEL_TRACES_SAMPLER": "Always_Off"], { $0.traceSampler = .alwaysOff }),
    (
      ["OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.25"],
      {
        $0.traceSampler = .parentBasedTraceIDRatio
        $0.traceSamplerRatio = 0.25
      }
    ),
    (["OTEL_METRICS_EXPORTER": "none"], { $0.metricsEnabled = false }),
    (["OTEL_TRACES_EXPORTER": "NONE"], { $0.tracesEnabled = false }),
    (["OTEL_LOGS_EXPORTER": "otlp"], { $0.logsEnabled = true }),
    (["OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"], { _ in }),
    (["OTEL_SERVICE_NAME": "", "OTEL_METRIC_EXPORT_INTERVAL": " ", "OTEL_PROPAGATORS": ""], { _ in }),
    (
      ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://m:1"],
      { settings throws(SettingsError) in settings.endpoint = try CollectorEndpoint("http://m:1") }
    ),
  ]
}
