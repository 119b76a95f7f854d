import Settings
import XCTest

/// Keys of one or more files that cannot all be meant.
final class ContradictionTests: XCTestCase {
  func test_contradictions_areErrorsAtTheKeyThatHasToGo() {
    let cases: [(yaml: String, complaint: String)] = [
      (
        "otlp_endpoint: https://h:4317\notel_insecure: true",
        "file:2:16: otel_insecure: expected false or nothing, because the scheme https decides "
          + "(or http:// in otlp_endpoint), found true"
      ),
      (
        "otlp_endpoint: http://h:4317\notel_insecure: false",
        "file:2:16: otel_insecure: expected true or nothing, because the scheme http decides "
          + "(or https:// in otlp_endpoint), found false"
      ),
      (
        "otlp_endpoint: h:4317",
        "file:1:16: otlp_endpoint: expected http://h:4317 for plaintext, https://h:4317 for TLS, or "
          + "otel_insecure: true or false beside an address without http or https, found \"h:4317\""
      ),
      (
        "otlp_endpoint: https://h\notel_tls_client_key_file: k.pem",
        "file:2:27: otel_tls_client_key_file: expected otel_tls_client_certificate_file beside it, found none"
      ),
      (
        "otlp_endpoint: https://h\notel_tls_client_certificate_file: c.pem",
        "file:2:35: otel_tls_client_certificate_file: expected otel_tls_client_key_file beside it, found none"
      ),
      (
        "otel_tls_ca_file: ca.pem",
        "file:1:19: otel_tls_ca_file: expected an https:// address in otlp_endpoint beside it, "
          + "found http://localhost:4317"
      ),
      (
        "otel_export_interval_seconds: 5\notel_export_timeout_seconds: 10",
        "file:2:30: otel_export_timeout_seconds: expected no more than otel_export_interval_seconds, 5, found 10"
      ),
      (
        "otel_batch_size: 1025\notel_max_queue_bytes: 65536",
        "file:1:18: otel_batch_size: expected at most 1024, what otel_max_queue_bytes can hold, found 1025"
      ),
      (
        "otel_logs_batch_size: 2049\notel_max_queue_bytes: 65536",
        "file:1:23: otel_logs_batch_size: expected at most 2048, what otel_max_queue_bytes can hold, found 2049"
      ),
      (
        "otel_export_interval_seconds: 60\notel_metrics_export_interval: 30",
        "file:2:31: otel_metrics_export_interval: expected the same as otel_export_interval_seconds, 60, found 30"
      ),
    ]
    for (yaml, complaint) in cases {
      XCTAssertEqual(Layers(yaml).complaint, complaint, yaml)
    }
  }

  func test_twoSpellingsOfOneValue_agree() {
    let yaml = "otel_metrics_export_interval: 30.0\notel_export_interval_seconds: 30"
    XCTAssertEqual(Layers(yaml).settings()?.exportInterval, .seconds(30))
  }

  func test_aRatioNobodyUses_isWorthAWarning() {
    XCTAssertEqual(
      Layers("otel_trace_sampler: always_on\notel_trace_sampler_ratio: 0.5").warnings(),
      ["file:2:27: otel_trace_sampler_ratio: without effect, because otel_trace_sampler is always_on"])
  }

  func test_anIntervalShorterThanTheDefaultTimeout_shortensTheTimeoutSilently() throws {
    let resolved = try Layers("otel_export_interval_seconds: 2").load()

    XCTAssertEqual(resolved.settings.exportTimeout, .seconds(2))
    XCTAssertEqual(resolved.warnings, [])
  }

  func test_aTimeoutFromAnotherLayer_isCutToTheIntervalWithAWarning() throws {
    let layers = Layers("otel_export_timeout_seconds: 10", local: "otel_export_interval_seconds: 2")

    XCTAssertEqual(layers.settings()?.exportTimeout, .seconds(2))
    XCTAssertEqual(
      layers.warnings(),
      ["file:1:30: otel_export_timeout_seconds: longer than the export interval; 2 is used"])
  }
}

final class AnonymizationTests: XCTestCase {
  func test_anonymizingWithoutAKey_isWarnedAbout() throws {
    let resolved = try Layers("anonymize_paths: true").load(.standard)

    XCTAssertEqual(
      resolved.warnings,
      [
        "settings/session-buddy.yaml:1:18: anonymize_paths: without otel_anonymization_key, who guesses a path"
          + " can check the guess"
      ]
    )
    let keyed = try Layers("anonymize_paths: true\notel_anonymization_key: k").load(.standard)
    XCTAssertEqual(keyed.warnings, [])
    XCTAssertEqual(keyed.settings.anonymizationKey?.value, "k")
  }

  func test_aBadKey_isNotShown() throws {
    XCTAssertThrowsError(try Layers("otel_anonymization_key: [t0p]").load(.standard)) { error in
      XCTAssertFalse("\(error)".contains("t0p"), "\(error)")
      XCTAssertTrue("\(error)".contains("otel_anonymization_key"), "\(error)")
    }
  }
}
