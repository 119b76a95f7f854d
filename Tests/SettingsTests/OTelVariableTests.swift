import Settings
import XCTest

/// OpenTelemetry's own variables: requirements E-13, R-12, R-13, X-01, X-03, X-04, X-06, X-07, X-08, X-10, X-13.
final class OTelVariableTests: XCTestCase {
  func test_X07_certificates_areTakenOver() {
    let settings = Layers(
      "otlp_endpoint: https://c",
      [
        "OTEL_EXPORTER_OTLP_CERTIFICATE": "~/ca.pem",
        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE": "/c.pem",
        "OTEL_EXPORTER_OTLP_CLIENT_KEY": "/k.pem",
      ]
    ).settings()

    XCTAssertEqual(settings?.tlsCAFile, "/home/buddy/ca.pem")
    XCTAssertEqual(settings?.tlsClientCertificateFile, "/c.pem")
    XCTAssertEqual(settings?.tlsClientKeyFile, "/k.pem")
  }

  func test_X07_certificateOfTheClientWithoutItsKey_isAnError() {
    let (certificate, key) = ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_KEY")
    XCTAssertEqual(
      Layers("otlp_endpoint: https://c", [certificate: "/c.pem"]).complaint,
      "\(certificate): otel_tls_client_certificate_file: expected otel_tls_client_key_file beside it, found none"
    )
    XCTAssertEqual(
      Layers("otlp_endpoint: https://c", [key: "/k.pem"]).complaint,
      "\(key): otel_tls_client_key_file: expected otel_tls_client_certificate_file beside it, found none")
  }

  func test_X08_headers_areAListOfEncodedTexts() {
    let cases: [(text: String, headers: RequestHeaders)] = [
      ("a=1", ["a": "1"]),
      ("Api-Key=t0p%2Cs%3Dcr%25t, X-Tenant=a%20b ", ["api-key": "t0p,s=cr%t", "x-tenant": "a b"]),
      ("a=1,,b==2=,", ["a": "1", "b": "=2="]),
      ("a=,b=2", ["a": "", "b": "2"]),
      // There is no metadata, so what follows a semicolon is part of the value.
      ("a=1;ttl=5", ["a": "1;ttl=5"]),
      ("a=1,A=2", ["a": "2"]),
    ]
    for (text, headers) in cases {
      for name in ["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_LOGS_HEADERS"] {
        let layers = Layers(nil, [name: text])
        XCTAssertEqual(layers.settings()?.headers.values, headers.values, text)
        XCTAssertEqual(layers.warnings(), [], text)
      }
    }
  }

  func test_wrongValues_areWarnedAboutAndIgnored() {
    let cases: [(name: String, value: String, problem: String)] = [
      ("OTEL_METRIC_EXPORT_INTERVAL", "-1", "expected milliseconds from 0 to 2147483647, found \"-1\""),
      ("OTEL_METRIC_EXPORT_INTERVAL", "1m", "expected milliseconds from 0 to 2147483647, found \"1m\""),
      ("OTEL_METRIC_EXPORT_INTERVAL", "0", "expected a number of seconds from 0.001 to 86400, found \"0\""),
      ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "0", "expected an integer from 1 to 65536, found 0"),
      ("OTEL_EXPORTER_OTLP_COMPRESSION", "zstd", "expected none, gzip, found \"zstd\""),
      (
        "OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://c",
        "expected http, https, unix, unix-abstract, dns, ipv4 or ipv6, found \"ftp\""
      ),
      (
        "OTEL_EXPORTER_OTLP_HEADERS", "secret",
        "expected name=value, separated by commas, found no name=value as item 1"
      ),
      (
        "OTEL_EXPORTER_OTLP_HEADERS", "a=secret%0Asecret",
        "expected a value of printable ASCII characters in one line, found something else"
      ),
      (
        "OTEL_RESOURCE_ATTRIBUTES", "a=b,c=%G0",
        "expected valid percent-encoding, found something else in item 2"
      ),
      (
        "OTEL_RESOURCE_ATTRIBUTES", "a=%FF", "expected valid percent-encoding, found something else in item 1"
      ),
      ("OTEL_TRACES_EXPORTER", "console", "expected otlp or none, found \"console\""),
      (
        "OTEL_EXPORTER_OTLP_PROTOCOL", "http/json",
        "expected grpc, the only protocol spoken here, found \"http/json\""
      ),
      ("OTEL_SPAN_LINK_COUNT_LIMIT", "-1", "expected an integer from 0 to 65536, found -1"),
      ("OTEL_LOG_LEVEL", "loud", "expected debug, info, warn, error, found \"loud\""),
      (
        "OTEL_EXPORTER_OTLP_HEADERS", "connection=x",
        "expected a header that gRPC does not use itself, found something else"
      ),
    ]
    for (name, value, problem) in cases {
      let layers = Layers(nil, [name: value])
      XCTAssertEqual(layers.settings(), TelemetrySettings(), "\(name)=\(value)")
      XCTAssertEqual(layers.warnings(), ["\(name): \(problem); ignored"], "\(name)=\(value)")
    }
  }

  func test_X04_X06_contradictions_areResolvedAsTheSpecificationSays() {
    let cases: [(variables: [String: String], endpoint: String, warning: String)] = [
      (
        ["OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4317"], "https://collector:4317",
        "OTEL_EXPORTER_OTLP_ENDPOINT: otlp_endpoint: expected http://collector:4317 for plaintext, "
          + "https://collector:4317 for TLS, or otel_insecure: true or false beside an address without http or "
          + "https, found \"collector:4317\"; TLS is used"
      ),
      (
        ["OTEL_EXPORTER_OTLP_ENDPOINT": "https://c", "OTEL_EXPORTER_OTLP_INSECURE": "true"], "https://c:4317",
        "OTEL_EXPORTER_OTLP_INSECURE: otel_insecure: expected false or nothing, because the scheme https decides "
          + "(or http:// in otlp_endpoint), found true; the scheme decides"
      ),
      (
        ["OTEL_EXPORTER_OTLP_INSECURE": "false"], "http://localhost:4317",
        "OTEL_EXPORTER_OTLP_INSECURE: otel_insecure: expected true or nothing, because the scheme http decides "
          + "(or https:// in otlp_endpoint), found false; the scheme decides"
      ),
      (
        // plaintext needs no certificates.
        ["OTEL_EXPORTER_OTLP_CERTIFICATE": "ca.pem"], "http://localhost:4317",
        "OTEL_EXPORTER_OTLP_CERTIFICATE: otel_tls_ca_file: expected an https:// address in otlp_endpoint beside it, "
          + "found http://localhost:4317; the file is not used"
      ),
    ]
    for (variables, endpoint, warning) in cases {
      let layers = Layers(nil, variables)
      XCTAssertEqual(layers.settings()?.endpoint.description, endpoint)
      XCTAssertNil(layers.settings()?.tlsCAFile)
      XCTAssertEqual(layers.warnings(), [warning])
    }
  }

  func test_X10_noTimeLimit_isTheLongestThereIs() {
    let layers = Layers(nil, ["OTEL_EXPORTER_OTLP_TIMEOUT": "0", "OTEL_METRIC_EXPORT_INTERVAL": "7200000"])
    XCTAssertEqual(layers.settings()?.exportTimeout, .seconds(3600))
  }

  func test_X03_endpoint_isThatOfThisMachine_unlessSaidOtherwise() {
    XCTAssertEqual(Layers().settings()?.endpoint.description, "http://localhost:4317")
    let layers = Layers(nil, ["OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector.example:443"])
    XCTAssertEqual(layers.settings()?.endpoint.description, "https://collector.example:443")
  }

  func test_X13_protocolOtherThanGRPC_isWarnedAboutAndGRPCSpoken() {
    for name in ["OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] {
      for silent in ["grpc", "GRPC", ""] {
        XCTAssertEqual(Layers(nil, [name: silent]).warnings(), [], "\(name)=\(silent)")
      }
      for foreign in ["http/protobuf", "http/json", "grpcs"] {
        let layers = Layers(nil, [name: foreign])
        XCTAssertEqual(layers.settings(), TelemetrySettings(), foreign)
        XCTAssertEqual(
          layers.warnings(),
          ["\(name): expected grpc, the only protocol spoken here, found \"\(foreign)\"; ignored"])
      }
    }
  }

  func test_X01_signalsThatDiffer_areWarnedAbout() {
    let layers = Layers(
      nil,
      [
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://all:1",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://all:1",
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT": "http://logs:1",
        "OTEL_EXPORTER_OTLP_TIMEOUT": "1000",
        "OTEL_BSP_EXPORT_TIMEOUT": "2000",
        "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT": "1",
        "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT": "2",
      ])

    XCTAssertEqual(layers.settings()?.endpoint.description, "http://all:1")
    XCTAssertEqual(
      layers.warnings(),
      [
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: OTEL_EXPORTER_OTLP_ENDPOINT already decides otlp_endpoint "
          + "for all; ignored",
        "OTEL_BSP_EXPORT_TIMEOUT: OTEL_EXPORTER_OTLP_TIMEOUT already decides otel_export_timeout_seconds "
          + "for all; ignored",
        "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT already decides "
          + "otel_event_attribute_count_limit for all; ignored",
      ])
  }

  func test_variablesWithoutEffect_areNamedInOneLine() {
    let layers = Layers(
      nil, ["OTEL_CONFIG_FILE": "/x", "OTEL_BSP_MAX_QUEUE_SIZE": "1", "OTEL_PROPAGATORS": "", "PATH": "/"])
    XCTAssertEqual(layers.warnings(), ["without effect here: OTEL_BSP_MAX_QUEUE_SIZE, OTEL_CONFIG_FILE"])
  }

  func test_aDisabledSDK_isNotSwitchedOnByFalse() {
    XCTAssertEqual(Layers("otel_enabled: false", ["OTEL_SDK_DISABLED": "false"]).settings()?.isEnabled, false)
  }
}
