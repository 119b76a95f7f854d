import Settings
import XCTest

/// OpenTelemetry's variables about metrics.
final class MetricVariableTests: XCTestCase {
  func test_E19_exportsHappenEveryMinute_andTakeHalfOfIt() {
    XCTAssertEqual(TelemetrySettings().exportInterval, .milliseconds(60_000))
    XCTAssertEqual(TelemetrySettings().metricsExportTimeout, .milliseconds(30_000))

    let settings = Layers(
      nil, ["OTEL_METRIC_EXPORT_INTERVAL": "5000", "OTEL_METRIC_EXPORT_TIMEOUT": "4000"]
    ).settings()
    XCTAssertEqual(settings?.exportInterval, .seconds(5))
    XCTAssertEqual(settings?.metricsExportTimeout, .seconds(4))
    // How long one attempt may take is another setting, cut to the interval.
    XCTAssertEqual(settings?.exportTimeout, .seconds(5))
  }

  func test_E19_aTimeoutLongerThanTheInterval_isCut() {
    let layers = Layers(
      nil, ["OTEL_METRIC_EXPORT_INTERVAL": "5000", "OTEL_METRIC_EXPORT_TIMEOUT": "6000"])
    XCTAssertEqual(layers.settings()?.metricsExportTimeout, .seconds(5))
    XCTAssertEqual(
      layers.warnings(),
      [
        "OTEL_METRIC_EXPORT_TIMEOUT: otel_metrics_export_timeout_seconds: longer than the export interval; "
          + "5 is used"
      ])
  }

  func test_E20_exemplarFilter_isTraceBasedUnlessToldOtherwise() {
    XCTAssertEqual(TelemetrySettings().exemplarFilter, .traceBased)
    let cases: [(text: String, filter: ExemplarFilterName)] = [
      ("always_on", .alwaysOn), ("Always_Off", .alwaysOff), ("TRACE_BASED", .traceBased),
    ]
    for (text, filter) in cases {
      let layers = Layers("otel_metrics_exemplar_filter: always_on", ["OTEL_METRICS_EXEMPLAR_FILTER": text])
      XCTAssertEqual(layers.settings()?.exemplarFilter, filter, text)
      XCTAssertEqual(layers.warnings(), [], text)
    }
  }

  func test_E21_temporality_isCumulativeUnlessToldOtherwise() {
    let name = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"
    XCTAssertEqual(TelemetrySettings().metricsTemporality, .cumulative)
    let cases: [(text: String, temporality: TemporalityName)] = [
      ("cumulative", .cumulative), ("CUMULATIVE", .cumulative), ("delta", .delta), ("Delta", .delta),
      ("lowmemory", .lowMemory), (" LowMemory ", .lowMemory),
    ]
    for (text, temporality) in cases {
      let layers = Layers("otel_metrics_temporality: low_memory", [name: text])
      XCTAssertEqual(layers.settings()?.metricsTemporality, temporality, text)
      XCTAssertEqual(layers.warnings(), [], text)
    }
  }

  func test_E21_theSpellingOfTheFile_isNotThatOfTheVariable() {
    let name = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"
    let layers = Layers("otel_metrics_temporality: delta", [name: "low_memory"])
    XCTAssertEqual(layers.settings()?.metricsTemporality, .delta)
    XCTAssertEqual(
      layers.warnings(),
      ["\(name): expected cumulative, delta, lowmemory, found \"low_memory\"; ignored"])
    XCTAssertEqual(
      Layers(nil, ["SESSION_BUDDY_OTEL_METRICS_TEMPORALITY": "low_memory"]).settings()?.metricsTemporality,
      .lowMemory)
  }

  func test_E22_histograms_haveFixedBoundariesUnlessToldOtherwise() {
    let name = "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION"
    XCTAssertEqual(TelemetrySettings().defaultHistogramAggregation, .explicitBucketHistogram)
    let cases: [(text: String, aggregation: DefaultHistogramAggregation)] = [
      ("explicit_bucket_histogram", .explicitBucketHistogram),
      ("Base2_Exponential_Bucket_Histogram", .base2ExponentialBucketHistogram),
    ]
    for (text, aggregation) in cases {
      let layers = Layers(nil, [name: text])
      XCTAssertEqual(layers.settings()?.defaultHistogramAggregation, aggregation, text)
      XCTAssertEqual(layers.warnings(), [], text)
    }
  }

  func test_theExperimentalListOfDetectors_isNotRead() {
    let layers = Layers(nil, ["OTEL_EXPERIMENTAL_RESOURCE_DETECTORS": "container"])
    XCTAssertEqual(layers.settings(), TelemetrySettings())
    XCTAssertEqual(layers.warnings(), ["without effect here: OTEL_EXPERIMENTAL_RESOURCE_DETECTORS"])
  }
}
