import Settings
import XCTest

/// Values that do not fit a key about metrics.
final class WrongMetricValueTests: XCTestCase {
  func test_FS30_everyWrongValue_isAnErrorWithItsPosition() {
    let boundaries = "otel_histogram_boundaries"
    let limits = "otel_metrics_cardinality_limits"
    let kinds =
      "counter, up_down_counter, histogram, gauge, observable_counter, observable_up_down_counter, "
      + "observable_gauge"
    let detectors = "process, host, os, service, container, environment"
    let cases: [(yaml: String, complaint: String)] = [
      (
        "\(boundaries): [1]",
        "1:28: \(boundaries): expected a mapping of name patterns to lists of ascending numbers, found a list"
      ),
      ("\(boundaries): {a: 1}", "1:32: \(boundaries).a: expected a list of ascending numbers, found 1"),
      ("\(boundaries): {a: }", "1:32: \(boundaries).a: expected a list of ascending numbers, found nothing"),
      (
        "\(boundaries): {a: \"1 2\"}",
        "1:32: \(boundaries).a: expected a list of ascending numbers, found the quoted text \"1 2\""
      ),
      (
        "\(boundaries):\n  a.*:\n    - 1\n    - soon",
        "4:7: \(boundaries).a.*.2: expected a finite number, found soon"
      ),
      ("\(boundaries): {a: [.inf]}", "1:33: \(boundaries).a.1: expected a finite number, found .inf"),
      ("\(boundaries): {a: [.nan]}", "1:33: \(boundaries).a.1: expected a finite number, found .nan"),
      ("\(boundaries): {a: [1e999]}", "1:33: \(boundaries).a.1: expected a finite number, found 1e999"),
      (
        "\(boundaries): {a: [1, \"2\"]}",
        "1:36: \(boundaries).a.2: expected a finite number without quotes, found the quoted text \"2\""
      ),
      ("\(boundaries): {a: [[1]]}", "1:33: \(boundaries).a.1: expected a finite number, found a list"),
      (
        "\(boundaries):\n  a: [1, 5, 5]",
        "2:13: \(boundaries).a.3: expected a number above the 5 before it, found 5"
      ),
      (
        "\(boundaries): {a: [0, -0.5]}",
        "1:36: \(boundaries).a.2: expected a number above the 0 before it, found -0.5"
      ),
      (
        "\(boundaries): {a b: [1]}",
        "1:34: \(boundaries).a b: expected a pattern of 1 to 255 ASCII characters without spaces, found \"a b\""
      ),
      (
        "\(boundaries): {a: [1], A: [2]}", "1:40: \(boundaries).A: expected each pattern once, found it again"
      ),
      (
        "\(limits): {counters: 1}",
        "1:45: \(limits).counters: expected one of \(kinds) as the kind, found \"counters\""
      ),
      (
        "\(limits): {gauge: 0}",
        "1:42: \(limits).gauge: expected an integer from 1 to 1000000, found 0"
      ),
      (
        "\(limits): {gauge: many}", "1:42: \(limits).gauge: expected an integer from 1 to 1000000, found many"
      ),
      (
        "\(limits): 5",
        "1:34: \(limits): expected a mapping of instrument kinds (\(kinds)) to integers from 1 to 1000000, found 5"
      ),
      (
        "otel_resource_detectors: host",
        "1:26: otel_resource_detectors: expected a list of \(detectors), found host"
      ),
      (
        "otel_resource_detectors: [host, hosts]",
        "1:33: otel_resource_detectors.2: expected \(detectors), found hosts"
      ),
      (
        "otel_resource_detectors: [os, host, os]",
        "1:37: otel_resource_detectors.3: expected each detector once, found os again"
      ),
      (
        "otel_idle_series_seconds: 0",
        "1:27: otel_idle_series_seconds: expected a number of seconds from 0.001 to 86400, found 0"
      ),
      (
        "otel_self_metrics_enabled: maybe",
        "1:28: otel_self_metrics_enabled: expected true or false, found maybe"
      ),
      (
        "otel_export_interval_seconds: 20\notel_metrics_export_timeout_seconds: 21",
        "2:38: otel_metrics_export_timeout_seconds: expected no more than otel_export_interval_seconds, 20, "
          + "found 21"
      ),
    ]
    for (yaml, complaint) in cases {
      XCTAssertEqual(Layers(yaml).complaint, "file:" + complaint, yaml)
    }
  }

  func test_boundaries_areAtMost1024() {
    func yaml(_ count: Int) -> String {
      "otel_histogram_boundaries: {a: [\((0..<count).map(String.init).joined(separator: ", "))]}"
    }
    XCTAssertEqual(Layers(yaml(1024)).settings()?.histogramBoundaries.first?.values.last, 1023)
    XCTAssertEqual(
      Layers(yaml(1025)).complaint,
      "file:1:32: otel_histogram_boundaries.a: expected at most 1024 boundaries, found more")
  }

  func test_aliasesOfALongList_areRefusedAtTheFirst() {
    let list = (0..<20_000).map(String.init).joined(separator: ", ")
    let rules = (0..<30).map { "  a\($0): *long\n" }.joined()
    XCTAssertEqual(
      Layers("shared: &long [\(list)]\notel_histogram_boundaries:\n\(rules)").complaint,
      "file:1:9: otel_histogram_boundaries.a0: expected at most 1024 boundaries, found more")
  }

  func test_listsInMappings_keepSecretsToo() {
    for key in ["otel_headers", "otel_anonymization_key"] {
      for value in ["[\"${t0p\"]", "\"${t0p\""] {
        let complaint = Layers("\(key): {a: \(value)}").complaint
        XCTAssertTrue(complaint.hasPrefix("file:1:"), complaint)
        XCTAssertTrue(complaint.contains("\(key)"), complaint)
        XCTAssertFalse(complaint.contains("t0p"), complaint)
      }
    }
    XCTAssertEqual(
      Layers("otel_headers: {a: [t0p]}").complaint,
      "file:1:19: otel_headers.a: expected a text, found a list")
  }

  func test_patternsWithBoundaries_areAtMost256() {
    func yaml(_ count: Int) -> String {
      "otel_histogram_boundaries:\n" + (1...count).map { "  a\($0): [1]\n" }.joined()
    }
    XCTAssertEqual(Layers(yaml(256)).settings()?.histogramBoundaries.count, 256)
    XCTAssertEqual(
      Layers(yaml(257)).complaint,
      "file:258:9: otel_histogram_boundaries: expected at most 256 patterns, found more")
  }

  func test_wrongOwnVariables_areErrorsThatNameThem() {
    let cases: [(name: String, text: String, problem: String)] = [
      ("HISTOGRAM_BOUNDARIES", "a=2 1", ".a.2: expected a number above the 2 before it, found 1"),
      ("HISTOGRAM_BOUNDARIES", "a=", ".a: expected a list of ascending numbers, found nothing"),
      (
        "HISTOGRAM_BOUNDARIES", "a",
        ": expected name=value, separated by commas, found no name=value as item 1"
      ),
      ("METRICS_CARDINALITY_LIMITS", "gauge=-1", ".gauge: expected an integer from 1 to 1000000, found -1"),
      ("RESOURCE_DETECTORS", "os,os", ".2: expected each detector once, found os again"),
    ]
    for (name, text, problem) in cases {
      XCTAssertEqual(
        Layers(nil, ["SESSION_BUDDY_OTEL_\(name)": text]).complaint,
        "SESSION_BUDDY_OTEL_\(name): otel_\(name.lowercased())\(problem)")
    }
  }

  func test_code_isCheckedToo() {
    let cases: [(change: (inout TelemetrySettings) -> Void, complaint: String)] = [
      (
        { $0.histogramBoundaries = [HistogramBoundaries(GlobPattern("a.b"), [1, .infinity])] },
        "otel_histogram_boundaries.a.b.2: expected a finite number, found inf"
      ),
      (
        { $0.histogramBoundaries = [HistogramBoundaries(GlobPattern("a"), [.nan])] },
        "otel_histogram_boundaries.a.1: expected a finite number, found nan"
      ),
      (
        { $0.histogramBoundaries = [HistogramBoundaries(GlobPattern("a"), [2, 1])] },
        "otel_histogram_boundaries.a.2: expected a number above the 2 before it, found 1"
      ),
      (
        { $0.histogramBoundaries = [HistogramBoundaries(GlobPattern(""), [])] },
        "otel_histogram_boundaries.: expected a pattern of 1 to 255 ASCII characters without spaces, found \"\""
      ),
      (
        { $0.cardinalityLimits = [.gauge: 1, .histogram: 0] },
        "otel_metrics_cardinality_limits.histogram: expected an integer from 1 to 1000000, found 0"
      ),
      (
        { $0.resourceDetectors = [.host, .host] },
        "otel_resource_detectors.2: expected each detector once, found host again"
      ),
      (
        { $0.idleSeriesTime = .seconds(-1) },
        "otel_idle_series_seconds: expected a number of seconds from 0.001 to 86400, found -1"
      ),
    ]
    for (change, complaint) in cases {
      XCTAssertThrowsError(try Layers().load(.standard, override: change), complaint) { error in
        XCTAssertEqual("\(error)", "code: " + complaint)
      }
    }
  }
}
