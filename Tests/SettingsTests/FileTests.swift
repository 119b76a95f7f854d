import Settings
import XCTest

/// What the settings file may say, and what every mistake in it is answered with.
final class FileTests: XCTestCase {
  func test_sectionOfTheReport_isReadWhole() throws {
    let yaml = """
      # === OpenTelemetry Integration ===
      otel_enabled: true
      otlp_endpoint: "http://localhost:4317"  # Mahavishnu OTel Collector
      otel_service_name: "session-buddy"
      otel_service_version: "0.13.0"
      otel_metrics_enabled: true
      otel_traces_enabled: true
      otel_logs_enabled: false  # Optional: Structlog can bridge logs
      otel_export_interval_seconds: 60
      otel_batch_size: 512

      # OTel Resource Attributes
      otel_resource_attributes:
        deployment.environment: "${ENV:production}"
        service.namespace: "mcp"
        service.instance.id: "${HOSTNAME}"

      # Metrics to Export
      otel_metrics_whitelist:
        - "session_buddy.session.*"
        - "session_buddy.workflow.*"
        - "session_buddy.memory.*"
        - "session_buddy.cache.*"

      # Traces Sampling
      otel_trace_sampler: "parentbased_trace_id_ratio"  # or "always_on", "always_off"
      otel_trace_sampler_ratio: 0.1  # 10% sampling for production
      """
    let resolved = try Layers(yaml).load()

    var expected = TelemetrySettings()
    expected.serviceVersion = "0.13.0"
    expected.resourceAttributes = [
      "deployment.environment": "production", "service.namespace": "mcp", "service.instance.id": "build-7",
    ]
    expected.metricsWhitelist = ["session", "workflow", "memory", "cache"].map {
      GlobPattern("session_buddy.\($0).*")
    }
    expected.traceSampler = .parentBasedTraceIDRatio
    expected.traceSamplerRatio = 0.1
    XCTAssertEqual(resolved.settings, expected)
    XCTAssertEqual(resolved.warnings, [])
    XCTAssertTrue(resolved.settings.exportsMetric(named: "session_buddy.cache.hit_rate"))
    XCTAssertFalse(resolved.settings.exportsMetric(named: "session_buddy.search.success_threshold"))
  }

  func test_foreignKeys_areIgnoredUnread() {
    let yaml = """
      server_port: 3000
      storage:
        s3:
          bucket: "${S3_BUCKET:session-buddy}"
          endpoint: "${UNSET_AND_WITHOUT_DEFAULT}"
          broken: "${"
      llm_providers: [1, [2, {a: b}]]
      log_format: "%(asctime)s - %(name)s"
      5: number
      [a, b]: odd
      otel_batch_size: 100
      """
    let layers = Layers(yaml)

    XCTAssertEqual(layers.settings()?.batchSize, 100)
    XCTAssertEqual(layers.warnings(), [])
  }

  func test_everyKey_takesItsValue() {
    let yaml = """
      otel_enabled: no
      otlp_endpoint: https://collector.example
      otel_headers: {Authorization: Basic dTpw, x-tenant: 7}
      otel_compression: GZIP
      otel_tls_ca_file: ~/ca.pem
      otel_tls_client_certificate_file: "/etc/client.pem"
      otel_tls_client_key_file: client.key
      otel_service_name: 007
      otel_service_version: 1.10
      anonymize_paths: on
      otel_metrics_enabled: False
      otel_traces_enabled: off
      otel_logs_enabled: YES
      otel_metrics_whitelist: ["a.*", b?]
      otel_metrics_export_interval: 2.5
      otel_schedule_delay_ms: 250
      otel_export_timeout_seconds: 0.1
      otel_shutdown_timeout_seconds: 3e1
      otel_batch_size: 1
      otel_logs_schedule_delay_ms: 20
      otel_logs_batch_size: 2
      otel_logrecord_attribute_count_limit: 3
      otel_logrecord_attribute_value_length_limit: 4
      otel_max_request_bytes: 67108864
      otel_max_queue_bytes: 65536
      otel_spool_directory: ~/spool
      otel_spool_max_bytes: 1048576
      otel_spool_max_age_seconds: 90
      otel_cardinality_limit: 10
      otel_trace_sampler: traceidratio
      otel_trace_sampler_ratio: .5
      otel_resource_attributes: {n: 1, t: true, v: 1.10}
      """
    var expected = TelemetrySettings()
    expected.isEnabled = false
    expected.endpoint = try! CollectorEndpoint("https://collector.example:4317")
    expected.headers = ["authorization": "Basic dTpw", "x-tenant": "7"]
    expected.compression = .gzip
    expected.tlsCAFile = "/home/buddy/ca.pem"
    expected.tlsClientCertificateFile = "/etc/client.pem"
    expected.tlsClientKeyFile = "client.key"
    expected.serviceName = "007"
    expected.serviceVersion = "1.10"
    expected.anonymizePaths = true
    expected.metricsEnabled = false
    expected.tracesEnabled = false
    expected.logsEnabled = true
    expected.metricsWhitelist = [GlobPattern("a.*"), GlobPattern("b?")]
    expected.exportInterval = .milliseconds(2500)
    expected.scheduleDelay = .milliseconds(250)
    expected.exportTimeout = .milliseconds(100)
    expected.metricsExportTimeout = .milliseconds(2500)
    expected.shutdownTimeout = .seconds(30)
    expected.batchSize = 1
    expected.logsScheduleDelay = .milliseconds(20)
    expected.logsBatchSize = 2
    expected.logLimits.attributes = 3
    expected.logLimits.valueLength = 4
    expected.maxRequestBytes = 67_108_864
    expected.maxQueueBytes = 65536
    expected.spoolDirectory = "/home/buddy/spool"
    expected.spoolMaxBytes = 1_048_576
    expected.spoolMaxAge = .seconds(90)
    expected.cardinalityLimit = 10
    expected.traceSampler = .traceIDRatio
    expected.traceSamplerRatio = 0.5
    expected.resourceAttributes = ["n": "1", "t": "true", "v": "1.10"]
    XCTAssertEqual(Layers(yaml).settings(), expected)
  }

  func test_null_leavesTheLayerBelow() {
    for null in ["", "~", "null", "Null", "NULL", "\"${UNSET:}\""] {
      let layers = Layers("otel_batch_size: 7\notel_service_version: '1'", local: "otel_batch_size: \(null)")
      XCTAssertEqual(layers.settings()?.batchSize, 7, null)
    }
  }

  func test_emptyFiles_changeNothing() {
    for yaml in ["", "\n", "# nothing\n", "---\n", "{}", "null", "\u{feff}otel_batch_size: 512\n"] {
      XCTAssertEqual(Layers(yaml).settings(), TelemetrySettings(), yaml)
    }
  }

  func test_FS30_unknownKeys_areErrorsWithTheNearestKnownOne() {
    let cases = [
      ("otel_enable", "otel_enabled"),
      ("otel_endpoint", "otlp_endpoint"),
      ("otlp_endpont", "otlp_endpoint"),
      ("OTEL_ENABLED", "otel_enabled"),
      ("otel-batch-size", "otel_batch_size"),
      ("otel_metric_export_interval", "otel_metrics_export_interval"),
      ("otel_metrics_whitlist", "otel_metrics_whitelist"),
      ("otel_sampler_ratio", "otel_trace_sampler_ratio"),
      ("otel", "otel_enabled"),
    ]
    for (key, nearest) in cases {
      XCTAssertEqual(
        Layers("first: 1\n\(key): 1").complaint, "file:2:1: \(key): unknown key; did you mean \(nearest)?")
    }
  }

  func test_aForeignKeyNextToOneOfOurs_isWorthAWarning() {
    XCTAssertEqual(
      Layers("oltp_endpoint: http://elsewhere:4317\nanonymise_paths: true").warnings(),
      [
        "file:1:1: oltp_endpoint: ignored as a foreign key; did you mean otlp_endpoint?",
        "file:2:1: anonymise_paths: ignored as a foreign key; did you mean anonymize_paths?",
      ])
  }
}
