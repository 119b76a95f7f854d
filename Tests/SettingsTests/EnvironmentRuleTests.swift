import Settings
import XCTest

/// How OpenTelemetry asks to read any variable of its own; a settings file that says the same nonsense is an error.
final class EnvironmentRuleTests: XCTestCase {
  func test_E01_everyVariable_hasItsEquivalentInCode() throws {
    var covered: Set<String> = []
    for (variables, change) in VariableCases.all {
      let resolved = try Layers(nil, variables).load()
      let code = try Layers().load(.standard, override: change)
      XCTAssertEqual(resolved.settings, code.settings, "\(variables)")
      XCTAssertEqual(resolved.warnings, [], "\(variables)")
      covered.formUnion(variables.keys)
    }
    let documented = SettingsDocumentation.markdownTable.matches(of: /`(OTEL_[A-Z0-9_]+)`/).map {
      String($0.1)
    }
    XCTAssertTrue(documented.contains("OTEL_METRICS_EXEMPLAR_FILTER"))
    XCTAssertEqual(Set(documented).subtracting(covered), [])
  }

  func test_E02_anEmptyVariable_isUnset() throws {
    let names = Set(VariableCases.all.flatMap { $0.variables.keys })
    let layers = Layers(
      "otel_metrics_temporality: delta\notel_enabled: false",
      Dictionary(uniqueKeysWithValues: names.map { ($0, $0.count.isMultiple(of: 2) ? "" : " \t") }))

    var expected = TelemetrySettings()
    expected.metricsTemporality = .delta
    expected.isEnabled = false
    XCTAssertEqual(layers.settings(), expected)
    XCTAssertEqual(layers.warnings(), [])
  }

  func test_E03_aTruthValue_isTrueOnlyForTrue() {
    let endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT"
    let insecure = "OTEL_EXPORTER_OTLP_INSECURE"
    for (text, url) in [("true", "http://c:1"), ("TRUE", "http://c:1"), ("False", "https://c:1")] {
      let layers = Layers(nil, [endpoint: "c:1", insecure: text])
      XCTAssertEqual(layers.settings()?.endpoint.description, url, text)
      XCTAssertEqual(layers.warnings(), [], text)
    }
    for text in ["1", "yes", "on", "t", "truee"] {
      let layers = Layers("otel_insecure: true", [endpoint: "c:1", insecure: text])
      XCTAssertEqual(layers.settings()?.endpoint.description, "https://c:1", text)
      XCTAssertEqual(
        layers.warnings(), ["\(insecure): expected true or false, found \"\(text)\"; read as false"])
    }
  }

  func test_E03_aDisabledSDK_takesNothingButTrue() {
    let layers = Layers(nil, ["OTEL_SDK_DISABLED": "yes"])
    XCTAssertEqual(layers.settings(), TelemetrySettings())
    XCTAssertEqual(
      layers.warnings(), ["OTEL_SDK_DISABLED: expected true or false, found \"yes\"; read as false"])
  }

  func test_E04_anUnknownWord_isIgnoredWithAWarningThatShowsIt() {
    let cases: [(key: String, file: String, name: String, words: String)] = [
      (
        "otel_metrics_temporality", "delta", "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
        "cumulative, delta, lowmemory"
      ),
      (
        "otel_metrics_default_histogram_aggregation", "base2_exponential_bucket_histogram",
        "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
        "explicit_bucket_histogram, base2_exponential_bucket_histogram"
      ),
      (
        "otel_metrics_exemplar_filter", "always_off", "OTEL_METRICS_EXEMPLAR_FILTER",
        "always_on, always_off, trace_based"
      ),
      ("otel_compression", "gzip", "OTEL_EXPORTER_OTLP_COMPRESSION", "none, gzip"),
      ("otel_log_level", "debug", "OTEL_LOG_LEVEL", "debug, info, warn, error"),
    ]
    for (key, word, name, words) in cases {
      let layers = Layers("\(key): \(word)", [name: "Sometimes"])
      XCTAssertEqual(layers.settings(), Layers("\(key): \(word)").settings(), name)
      XCTAssertEqual(layers.warnings(), ["\(name): expected \(words), found \"Sometimes\"; ignored"])
    }
  }

  func test_E04_anUnknownWordOfAFile_isAnError() {
    XCTAssertEqual(
      Layers("otel_metrics_temporality: lowmemory").complaint,
      "file:1:27: otel_metrics_temporality: expected cumulative, delta, low_memory, found lowmemory")
    XCTAssertEqual(
      Layers("otel_metrics_exemplar_filter: none").complaint,
      "file:1:31: otel_metrics_exemplar_filter: expected always_on, always_off, trace_based, found none")
    XCTAssertEqual(
      Layers("otel_metrics_default_histogram_aggregation: drop").complaint,
      "file:1:45: otel_metrics_default_histogram_aggregation: expected explicit_bucket_histogram, "
        + "base2_exponential_bucket_histogram, found drop")
  }

  func test_E05_aNumberThatIsNone_isUnset() {
    for text in ["many", "-1", "65537", "2147483648", "99999999999999999999", "1.5", "0x10", "1e2"] {
      let layers = Layers("otel_span_event_count_limit: 7", ["OTEL_SPAN_EVENT_COUNT_LIMIT": text])
      XCTAssertEqual(layers.settings()?.spanLimits.events, 7, text)
      let warnings = layers.warnings()
      XCTAssertEqual(warnings.count, 1, text)
      XCTAssertTrue(
        warnings.first?.hasPrefix(
          "OTEL_SPAN_EVENT_COUNT_LIMIT: expected an integer from 0 to 65536, found ") == true,
        "\(warnings)")
    }
    for (text, count) in [("0", 0), ("65536", 65_536), (" 12 ", 12)] {
      XCTAssertEqual(
        Layers(nil, ["OTEL_SPAN_EVENT_COUNT_LIMIT": text]).settings()?.spanLimits.events, count, text)
    }
  }

  func test_E06_times_areMillisecondsAndNeverNegative() {
    let name = "OTEL_METRIC_EXPORT_TIMEOUT"
    let cases: [(text: String, timeout: Duration)] = [
      ("1", .milliseconds(1)), ("1500", .milliseconds(1500)), (" 60000 ", .seconds(60)),
    ]
    for (text, timeout) in cases {
      XCTAssertEqual(Layers(nil, [name: text]).settings()?.metricsExportTimeout, timeout, text)
    }
    for text in ["-1", "1s", "1.5", "2147483648"] {
      let layers = Layers(nil, [name: text])
      XCTAssertEqual(layers.settings(), TelemetrySettings(), text)
      XCTAssertEqual(
        layers.warnings(),
        ["\(name): expected milliseconds from 0 to 2147483647, found \"\(text)\"; ignored"])
    }
  }

  func test_E06_noTimeLimit_isTheLongestThereIs() {
    let layers = Layers(
      nil, ["OTEL_METRIC_EXPORT_TIMEOUT": "0", "OTEL_METRIC_EXPORT_INTERVAL": "7200000"])
    XCTAssertEqual(layers.settings()?.metricsExportTimeout, .seconds(3600))
    XCTAssertEqual(layers.warnings(), [])
  }

  func test_E07_disablingTheSDK_leavesNothingEnabled() {
    XCTAssertEqual(Layers(nil, [:]).settings()?.isEnabled, true)
    XCTAssertEqual(
      Layers("otel_enabled: true", ["OTEL_SDK_DISABLED": "true"]).settings()?.isEnabled, false)
    XCTAssertEqual(
      Layers("otel_enabled: false", ["OTEL_SDK_DISABLED": "false"]).settings()?.isEnabled, false)
  }

  func test_E08_R12_serviceAndResource_areRead() {
    let layers = Layers(
      "otel_service_name: file",
      ["OTEL_RESOURCE_ATTRIBUTES": "team=search,service.name=resource", "OTEL_SERVICE_NAME": "variable"])

    XCTAssertEqual(layers.settings()?.serviceName, "variable")
    XCTAssertEqual(layers.settings()?.resourceAttributes, ["team": "search"])
    XCTAssertEqual(layers.warnings(), [])
  }

  func test_E09_logLevel_isInfoUnlessToldOtherwise() {
    XCTAssertEqual(TelemetrySettings().logLevel, .info)
    for level in LogLevel.allCases {
      XCTAssertEqual(
        Layers(nil, ["OTEL_LOG_LEVEL": level.rawValue.uppercased()]).settings()?.logLevel, level)
    }
  }

  func test_E13_spanBatches_areAsTheVariablesSay() {
    XCTAssertEqual(TelemetrySettings().scheduleDelay, .milliseconds(5_000))
    XCTAssertEqual(TelemetrySettings().batchSize, 512)
    let layers = Layers(
      nil,
      [
        "OTEL_BSP_SCHEDULE_DELAY": "250", "OTEL_BSP_EXPORT_TIMEOUT": "4000",
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "100", "OTEL_BSP_MAX_QUEUE_SIZE": "1",
      ])

    XCTAssertEqual(layers.settings()?.scheduleDelay, .milliseconds(250))
    XCTAssertEqual(layers.settings()?.exportTimeout, .seconds(4))
    XCTAssertEqual(layers.settings()?.batchSize, 100)
    XCTAssertEqual(layers.warnings(), ["without effect here: OTEL_BSP_MAX_QUEUE_SIZE"])
  }

  func test_E14_logBatches_areAsTheVariablesSay() {
    XCTAssertEqual(TelemetrySettings().logsScheduleDelay, .milliseconds(1_000))
    XCTAssertEqual(TelemetrySettings().logsBatchSize, 512)
    let layers = Layers(
      nil,
      [
        "OTEL_BLRP_SCHEDULE_DELAY": "250", "OTEL_BLRP_EXPORT_TIMEOUT": "4000",
        "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE": "100", "OTEL_BLRP_MAX_QUEUE_SIZE": "1",
      ])

    XCTAssertEqual(layers.settings()?.logsScheduleDelay, .milliseconds(250))
    XCTAssertEqual(layers.settings()?.exportTimeout, .seconds(4))
    XCTAssertEqual(layers.settings()?.logsBatchSize, 100)
    XCTAssertEqual(layers.settings()?.batchSize, 512)
    XCTAssertEqual(layers.warnings(), ["without effect here: OTEL_BLRP_MAX_QUEUE_SIZE"])
  }

  func test_E17_limitsOfLogRecords_goBeforeTheGeneralOnes() {
    XCTAssertEqual(TelemetrySettings().logLimits.attributes, 128)
    XCTAssertNil(TelemetrySettings().logLimits.valueLength)
    let general = ["OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "100", "OTEL_ATTRIBUTE_COUNT_LIMIT": "10"]
    let limits = Layers(nil, general).settings()?.logLimits
    XCTAssertEqual(limits?.valueLength, 100)
    XCTAssertEqual(limits?.attributes, 10)

    let own = [
      "OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT": "7", "OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT": "8",
    ]
    let both = Layers(nil, general.merging(own) { $1 }).settings()
    XCTAssertEqual(both?.logLimits.valueLength, 7)
    XCTAssertEqual(both?.logLimits.attributes, 8)
    XCTAssertEqual(both?.spanLimits.attributes, 10)
  }

  func test_E15_generalLimits_holdForSpansThatHaveNone() {
    XCTAssertNil(TelemetrySettings().spanLimits.valueLength)
    let general = ["OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "100", "OTEL_ATTRIBUTE_COUNT_LIMIT": "10"]
    let limits = Layers(nil, general).settings()?.spanLimits
    XCTAssertEqual(limits?.valueLength, 100)
    XCTAssertEqual(limits?.attributes, 10)
    XCTAssertEqual(limits?.attributesPerItem, 10)

    let own = ["OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": "7", "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "8"]
    let both = Layers(nil, general.merging(own) { $1 }).settings()?.spanLimits
    XCTAssertEqual(both?.valueLength, 7)
    XCTAssertEqual(both?.attributes, 8)
  }

  func test_E18_exporters_areOtlpOrNone() {
    let cases: [(name: String, isOn: @Sendable (TelemetrySettings) -> Bool)] = [
      ("OTEL_METRICS_EXPORTER", \.metricsEnabled),
      ("OTEL_TRACES_EXPORTER", \.tracesEnabled),
      ("OTEL_LOGS_EXPORTER", \.logsEnabled),
    ]
    for (name, isOn) in cases {
      XCTAssertEqual(Layers(nil, [name: "OTLP"]).settings().map(isOn), true, name)
      XCTAssertEqual(Layers(nil, [name: "none"]).settings().map(isOn), false, name)
      // `logging` is deprecated and not to be added.
      for other in ["console", "prometheus", "zipkin", "logging", "otlp,console"] {
        let layers = Layers(nil, [name: other])
        XCTAssertEqual(layers.settings(), TelemetrySettings(), "\(name)=\(other)")
        XCTAssertEqual(layers.warnings(), ["\(name): expected otlp or none, found \"\(other)\"; ignored"])
      }
    }
  }
}
