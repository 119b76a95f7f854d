import Settings
import XCTest

final class InterpolationTests: XCTestCase {
  private let environment = [
    "NAME": "buddy", "EMPTY": "", "URL": "http://h:1", "_X9": "y", "QUOTES": "a\"b'c: d\nothers: {",
    "env": "lower",
  ]

  func test_FS30_references_areFilled() {
    let cases: [(text: String, filled: String)] = [
      ("${NAME}", "buddy"),
      ("a-${NAME}-b", "a-buddy-b"),
      ("${NAME}${NAME}", "buddybuddy"),
      ("${env:NAME}", "buddy"),
      ("${NAME:other}", "buddy"),
      ("${UNSET:other}", "other"),
      ("${UNSET:-other}", "other"),
      ("${env:UNSET:other}", "other"),
      ("${env:UNSET:-other}", "other"),
      ("${UNSET:http://x:4317/-}", "http://x:4317/-"),
      ("${UNSET:--1}", "-1"),
      ("${EMPTY:other}", "other"),
      ("x${UNSET:}", "x"),
      ("x${UNSET:-}", "x"),
      ("${_X9}", "y"),
      ("${HOSTNAME}", "build-7"),
      ("${HOSTNAME:h}", "h"),
      ("$${NAME}", "${NAME}"),
      ("$$$${NAME}", "$${NAME}"),
      ("$$${NAME}", "$buddy"),
      ("5$ and $NAME", "5$ and $NAME"),
      ("$", "$"),
      ("}{", "}{"),
      ("${UNSET:${NAME}", "no value"),
    ]
    for (text, filled) in cases {
      let layers = Layers("otel_service_name: \"\(text)\"", environment)
      XCTAssertEqual((try? layers.load())?.settings.serviceName ?? "no value", filled, text)
    }
  }

  func test_exportedHostname_isPreferred() {
    XCTAssertEqual(Layers("otel_service_name: ${HOSTNAME}", ["HOSTNAME": "h"]).settings()?.serviceName, "h")
  }

  func test_FS30_brokenReferences_areErrorsWithTheirPosition() {
    let cases: [(text: String, problem: String)] = [
      (
        "${UNSET}",
        "expected the environment variable UNSET to be set (or a default, as in ${UNSET:default}), found it is not"
      ),
      (
        "${EMPTY}",
        "expected the environment variable EMPTY to be set (or a default, as in ${EMPTY:default}), found it is empty"
      ),
      (
        "${env:UNSET}",
        "expected the environment variable UNSET to be set (or a default, as in ${UNSET:default}), found it is not"
      ),
      ("${NAME", "expected } after ${ ($$ is a dollar sign), found \"${NAME\""),
      ("${}", "expected ${NAME} or ${NAME:default}, found \"${}\""),
      ("${1X}", "expected ${NAME} or ${NAME:default}, found \"${1X}\""),
      ("${A B}", "expected ${NAME} or ${NAME:default}, found \"${A B}\""),
      ("${UNSET:${NAME}}", "expected a default without ${ in it, found \"${UNSET:${NAME}\""),
    ]
    for (text, problem) in cases {
      XCTAssertEqual(
        Layers("a: 1\notel_service_name: '\(text)'", environment).complaint,
        "file:2:20: otel_service_name: \(problem)", text)
    }
  }

  func test_filledValues_areTypedByTheirKey() {
    let yaml = """
      otel_enabled: "${ON:false}"
      otel_batch_size: "${SIZE}"
      otel_export_interval_seconds: ${EVERY:-1.5}
      otel_trace_sampler: "parentbased_${KIND:always_off}"
      otel_metrics_whitelist: "${NAMES}"
      otel_resource_attributes: "${ATTRIBUTES}"
      otel_compression: "${COMPRESSION:}"
      """
    let layers = Layers(yaml, ["SIZE": "64", "NAMES": "a.*, b.*", "ATTRIBUTES": "k=v%2C1,l=m"])
    let settings = layers.settings()

    XCTAssertEqual(settings?.isEnabled, false)
    XCTAssertEqual(settings?.batchSize, 64)
    XCTAssertEqual(settings?.exportInterval, .milliseconds(1500))
    XCTAssertEqual(settings?.traceSampler, .parentBasedAlwaysOff)
    XCTAssertEqual(settings?.metricsWhitelist.map(\.text), ["a.*", "b.*"])
    XCTAssertEqual(settings?.resourceAttributes, ["k": "v,1", "l": "m"])
    XCTAssertEqual(settings?.compression, Compression.none)
    XCTAssertEqual(
      Layers("otel_batch_size: \"${SIZE}\"", ["SIZE": "many"]).complaint,
      "file:1:18: otel_batch_size: expected an integer from 1 to 65536, found \"many\"")
  }

  func test_FS30_values_cannotBecomeYAML() throws {
    let yaml = """
      otel_service_name: ${EVIL}
      otel_resource_attributes:
        plain: ${EVIL}
        quoted: "${EVIL}"
        list: ${LIST}
      otel_batch_size: 100
      """
    let evil = "x\notel_enabled: false\notel_batch_size: 1\n# \"}]"
    let settings = try Layers(yaml, ["EVIL": evil, "LIST": "[a, *b, {c: d}]"]).load().settings

    XCTAssertEqual(settings.serviceName, evil)
    XCTAssertEqual(settings.resourceAttributes, ["plain": evil, "quoted": evil, "list": "[a, *b, {c: d}]"])
    XCTAssertEqual(settings.batchSize, 100)
    XCTAssertTrue(settings.isEnabled)
  }

  func test_insertedText_isNotFilledAgain() {
    XCTAssertEqual(
      Layers("otel_service_name: ${A}", ["A": "${B}$$", "B": "b"]).settings()?.serviceName, "${B}$$")
  }

  func test_keys_areNeverFilled() {
    let layers = Layers(
      "otel_resource_attributes:\n  \"${NAME}\": v\n\"${PREFIX}_enabled\": false", ["PREFIX": "otel"])
    XCTAssertEqual(layers.settings()?.resourceAttributes, ["${NAME}": "v"])
    XCTAssertEqual(layers.settings()?.isEnabled, true)
  }

  func test_manyReferencesToALongValue_stayBounded() {
    let yaml = "otel_service_name: \"" + String(repeating: "${LONG}", count: 2000) + "\""
    XCTAssertEqual(
      Layers(yaml, ["LONG": String(repeating: "x", count: 100_000)]).complaint,
      "file:1:20: otel_service_name: expected at most 1048576 bytes, found more")
  }

  func test_secrets_areFilledAndNeverShown() {
    let yaml = "otel_headers:\n  authorization: \"Bearer ${TOKEN}\""
    XCTAssertEqual(Layers(yaml, ["TOKEN": "t0p"]).settings()?.headers.values, ["authorization": "Bearer t0p"])
    XCTAssertEqual(
      Layers(yaml).complaint,
      "file:2:18: otel_headers.authorization: expected the environment variable TOKEN to be set "
        + "(or a default, as in ${TOKEN:default}), found it is not")
    for broken in ["t0p${", "${t0p!}", "${A:t0p${B}}"] {
      let complaint = Layers("otel_headers: {a: '\(broken)'}").complaint
      XCTAssertTrue(complaint.contains("otel_headers.a: expected"), complaint)
      XCTAssertFalse(complaint.contains("t0p"), complaint)
    }
  }

  func test_homeDirectory_isExpandedInPathsOnly() {
    let yaml = """
      otlp_endpoint: https://h
      otel_service_name: "~/name"
      otel_tls_ca_file: "${CA:~/ca.pem}"
      """
    var layers = Layers(yaml)
    XCTAssertEqual(layers.settings()?.tlsCAFile, "/home/buddy/ca.pem")
    XCTAssertEqual(layers.settings()?.serviceName, "~/name")

    layers.homeDirectory = nil
    XCTAssertEqual(
      layers.complaint, "file:3:19: otel_tls_ca_file: expected HOME to be set for ~, found it is not")
    layers.environment = ["HOME": "/home/ada"]
    XCTAssertEqual(layers.settings()?.tlsCAFile, "/home/ada/ca.pem")
  }
}
