import Settings
import XCTest

/// How metrics are aggregated, limited and timed, and what describes the process, as a settings file says it.
final class MetricSettingsTests: XCTestCase {
  func test_everyKey_takesItsValue() {
    let yaml = """
      otel_metrics_temporality: low_memory
      otel_metrics_default_histogram_aggregation: base2_exponential_bucket_histogram
      otel_metrics_exemplar_filter: "always_on"
      otel_histogram_boundaries:
        session_buddy.search.dwell_time_seconds: [0.5, 1, 2.5e1]
        "*": []
      otel_idle_series_seconds: 0.5
      otel_metrics_export_timeout_seconds: 7
      otel_self_metrics_enabled: yes
      otel_metrics_cardinality_limits: {histogram: 500, Observable_Up_Down_Counter: 1}
      otel_resource_detectors:
        - container
        - environment
      """
    var expected = TelemetrySettings()
    expected.metricsTemporality = .lowMemory
    expected.defaultHistogramAggregation = .base2ExponentialBucketHistogram
    expected.exemplarFilter = .alwaysOn
    expected.histogramBoundaries = [
      HistogramBoundaries(GlobPattern("session_buddy.search.dwell_time_seconds"), [0.5, 1, 25]),
      HistogramBoundaries(.everything, []),
    ]
    expected.idleSeriesTime = .milliseconds(500)
    expected.metricsExportTimeout = .seconds(7)
    expected.selfMetricsEnabled = true
    expected.cardinalityLimits = [.histogram: 500, .observableUpDownCounter: 1]
    expected.resourceDetectors = [.container, .environment]
    XCTAssertEqual(Layers(yaml).settings(), expected)
    XCTAssertEqual(Layers(yaml).warnings(), [])
  }

  func test_ownVariables_takeEveryForm() {
    let settings = Layers(
      nil,
      [
        "SESSION_BUDDY_OTEL_HISTOGRAM_BOUNDARIES": "b.*=1 2  3.5,*=-1%2C 0",
        "SESSION_BUDDY_OTEL_METRICS_CARDINALITY_LIMITS": "counter=10, gauge=20",
        "SESSION_BUDDY_OTEL_RESOURCE_DETECTORS": "os, host",
        "SESSION_BUDDY_OTEL_IDLE_SERIES_SECONDS": "60",
      ]
    ).settings()

    XCTAssertEqual(
      settings?.histogramBoundaries,
      [HistogramBoundaries(GlobPattern("b.*"), [1, 2, 3.5]), HistogramBoundaries(.everything, [-1, 0])])
    XCTAssertEqual(settings?.cardinalityLimits, [.counter: 10, .gauge: 20])
    XCTAssertEqual(settings?.resourceDetectors, [.os, .host])
    XCTAssertEqual(settings?.idleSeriesTime, .seconds(60))
  }

  func test_boundaries_areThoseOfTheFirstPatternThatFits() {
    let settings = Layers(
      """
      otel_histogram_boundaries:
        z.*: [3]
        a.exact: [1]
        "a.*": [2]
        a.later: [4]
      """
    ).settings()

    XCTAssertEqual(settings?.histogramBoundaries.map(\.pattern.text), ["z.*", "a.exact", "a.*", "a.later"])
    let names = ["a.exact", "A.Exact", "a.later", "z.", "b"]
    XCTAssertEqual(
      names.map { settings?.boundaries(ofHistogramNamed: $0) }, [[1], [1], [2], [3], .some(nil)])
  }

  func test_boundariesFilledFromTheEnvironment_areAListToo() {
    let yaml = "otel_histogram_boundaries: {a: \"${BOUNDS}\", b: [1, \"${LAST}\"]}"
    XCTAssertEqual(
      Layers(yaml, ["BOUNDS": "1, 2,3", "LAST": "9"]).settings()?.histogramBoundaries.map(\.values),
      [[1, 2, 3], [1, 9]])
  }

  func test_boundaries_areReplacedAsAWholeAndLimitsAddUp() {
    let layers = Layers(
      "otel_histogram_boundaries: {a: [1], b: [1]}\notel_metrics_cardinality_limits: {counter: 1, gauge: 1}",
      local: "otel_histogram_boundaries: {b: [2]}\notel_metrics_cardinality_limits: {gauge: 2}")

    XCTAssertEqual(layers.settings()?.histogramBoundaries, [HistogramBoundaries(GlobPattern("b"), [2])])
    XCTAssertEqual(layers.settings()?.cardinalityLimits, [.counter: 1, .gauge: 2])
  }

  func test_aKindWithoutALimitOfItsOwn_hasTheGeneralOne() {
    let settings = Layers(
      "otel_cardinality_limit: 9\notel_metrics_cardinality_limits: {histogram: 3}"
    ).settings()

    XCTAssertEqual(
      InstrumentKindName.allCases.map { settings?.cardinalityLimit(of: $0) }, [9, 9, 3, 9, 9, 9, 9])
  }

  func test_entries_showWhatAVariableWouldSay() throws {
    let resolved = try Layers(
      "otel_histogram_boundaries: {b: [1, 2.5], \"*\": []}\notel_metrics_cardinality_limits: {gauge: 2, "
        + "counter: 1}"
    ).load()
    let shown = Dictionary(uniqueKeysWithValues: resolved.entries.map { ($0.key, $0.value) })

    XCTAssertEqual(shown["otel_histogram_boundaries"], "b=1 2.5,*=")
    XCTAssertEqual(shown["otel_metrics_cardinality_limits"], "counter=1,gauge=2")
    XCTAssertEqual(shown["otel_resource_detectors"], "host,os,process,service")
  }

  func test_anEmptyList_meansNothingIsDetected() {
    XCTAssertEqual(Layers("otel_resource_detectors: []").settings()?.resourceDetectors, [])
  }

  func test_anIntervalShorterThanTheDefaultTimeout_shortensItSilently() throws {
    let resolved = try Layers("otel_export_interval_seconds: 20").load()
    XCTAssertEqual(resolved.settings.metricsExportTimeout, .seconds(20))
    XCTAssertEqual(resolved.warnings, [])
  }
}
