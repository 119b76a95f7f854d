import Settings
import XCTest

/// Values that do not fit their key.
final class WrongValueTests: XCTestCase {
  func test_FS30_everyWrongValue_isAnErrorWithItsPosition() {
    let cases: [(yaml: String, complaint: String)] = [
      ("otel_enabled: maybe", "file:1:15: otel_enabled: expected true or false, found maybe"),
      (
        "otel_enabled: \"true\"",
        "file:1:15: otel_enabled: expected true or false without quotes, found the quoted text \"true\""
      ),
      ("otel_enabled: [true]", "file:1:15: otel_enabled: expected true or false, found a list"),
      (
        "a: b\n\notel_batch_size: soon",
        "file:3:18: otel_batch_size: expected an integer from 1 to 65536, found soon"
      ),
      ("otel_batch_size: 0", "file:1:18: otel_batch_size: expected an integer from 1 to 65536, found 0"),
      ("otel_batch_size: 010", "file:1:18: otel_batch_size: expected an integer from 1 to 65536, found 010"),
      ("otel_batch_size: 1.0", "file:1:18: otel_batch_size: expected an integer from 1 to 65536, found 1.0"),
      (
        "otel_batch_size: 99999999999999999999",
        "file:1:18: otel_batch_size: expected an integer from 1 to 65536, found 99999999999999999999"
      ),
      (
        "otel_export_interval_seconds: 1h",
        "file:1:31: otel_export_interval_seconds: expected a number of seconds from 0.001 to 86400, found 1h"
      ),
      (
        "otel_export_interval_seconds: .inf",
        "file:1:31: otel_export_interval_seconds: expected a number of seconds from 0.001 to 86400, found .inf"
      ),
      (
        "otel_export_interval_seconds: 1e300",
        "file:1:31: otel_export_interval_seconds: expected a number of seconds from 0.001 to 86400, found 1e300"
      ),
      (
        "otel_export_interval_seconds: -1",
        "file:1:31: otel_export_interval_seconds: expected a number of seconds from 0.001 to 86400, found -1"
      ),
      (
        "otel_trace_sampler_ratio: 1.1",
        "file:1:27: otel_trace_sampler_ratio: expected a number from 0 to 1, found 1.1"
      ),
      (
        "otel_trace_sampler_ratio: nan",
        "file:1:27: otel_trace_sampler_ratio: expected a number from 0 to 1, found nan"
      ),
      (
        "otel_trace_sampler_ratio: 0x1",
        "file:1:27: otel_trace_sampler_ratio: expected a number from 0 to 1, found 0x1"
      ),
      (
        "otel_trace_sampler: jaeger_remote",
        "file:1:21: otel_trace_sampler: expected always_on, always_off, traceidratio, parentbased_always_on, "
          + "parentbased_always_off, parentbased_traceidratio, found jaeger_remote"
      ),
      ("otel_log_level: loud", "file:1:17: otel_log_level: expected debug, info, warn, error, found loud"),
      (
        "otel_retry_budget_seconds: 0",
        "file:1:28: otel_retry_budget_seconds: expected a number of seconds from 0.001 to 86400, found 0"
      ),
      ("otel_compression: zstd", "file:1:19: otel_compression: expected none, gzip, found zstd"),
      (
        "otel_service_name: ''",
        "file:1:20: otel_service_name: expected a text of 1 to 255 characters, found \"\""
      ),
      (
        "otel_service_name: {a: b}",
        "file:1:20: otel_service_name: expected a text of 1 to 255 characters, found a mapping"
      ),
      (
        "otel_metrics_whitelist: session_buddy.*",
        "file:1:25: otel_metrics_whitelist: expected a list of name patterns such as session_buddy.session.*, "
          + "found session_buddy.*"
      ),
      (
        "otel_metrics_whitelist: []",
        "file:1:25: otel_metrics_whitelist: expected at least one pattern "
          + "(to export no metrics set otel_metrics_enabled: false), found an empty list"
      ),
      (
        "otel_metrics_whitelist:\n  - a\n  - [b]",
        "file:3:5: otel_metrics_whitelist: expected a name pattern, found a list"
      ),
      (
        "otel_metrics_whitelist:\n  - a\n  - b c",
        "file:3:5: otel_metrics_whitelist.2: expected a pattern of 1 to 255 ASCII characters without spaces, "
          + "found \"b c\""
      ),
      (
        "otel_resource_attributes: [a]",
        "file:1:27: otel_resource_attributes: expected a mapping of names to texts, found a list"
      ),
      (
        "otel_resource_attributes:\n  a: b\n  c:",
        "file:3:5: otel_resource_attributes.c: expected a text, found nothing"
      ),
      (
        "otel_resource_attributes:\n  a: {b: c}",
        "file:2:6: otel_resource_attributes.a: expected a text, found a mapping"
      ),
      (
        "otel_resource_attributes:\n  service.name: x",
        "file:2:17: otel_resource_attributes.service.name: expected it under its own key, otel_service_name, "
          + "found it among the attributes"
      ),
      (
        "otel_headers:\n  grpc-timeout: 1S",
        "file:2:17: otel_headers.grpc-timeout: expected a header that gRPC does not use itself, found something else"
      ),
      (
        "otel_headers: {connection: secret}",
        "file:1:28: otel_headers.connection: expected a header that gRPC does not use itself, found something else"
      ),
      (
        "otel_headers: {token-bin: secret}",
        "file:1:27: otel_headers.token-bin: expected a header that gRPC does not use itself, found something else"
      ),
      (
        "otel_headers: {a b: secret}",
        "file:1:21: otel_headers.a b: expected a header name of letters, digits, '-', '_' and '.', found something else"
      ),
      (
        "otel_headers: {a: \"x\\r\\nsecret: y\"}",
        "file:1:19: otel_headers.a: expected a value of printable ASCII characters in one line, found something else"
      ),
      (
        "otel_headers: Bearer-secret",
        "file:1:15: otel_headers: expected a mapping of header names to values, found something else (hidden)"
      ),
      (
        "otel_tls_ca_file: ~root/ca.pem\notlp_endpoint: https://h",
        "file:1:19: otel_tls_ca_file: expected ~/… or an absolute path, found \"~root/ca.pem\""
      ),
    ]
    for (yaml, complaint) in cases {
      XCTAssertEqual(Layers(yaml).complaint, complaint, yaml)
      XCTAssertFalse(Layers(yaml).complaint.contains("secret"), yaml)
    }
  }
}
