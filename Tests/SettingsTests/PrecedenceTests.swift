import Settings
import XCTest

/// Which layer wins, and how the winner is shown.
final class PrecedenceTests: XCTestCase {
  func test_everyLayer_overridesTheOnesBelow() throws {
    var layers = Layers()
    var sizes: [Int] = []
    var origins: [SettingsOrigin?] = []
    func look(_ override: (inout TelemetrySettings) throws(SettingsError) -> Void = { _ in }) throws {
      let resolved = try layers.load(.standard, override: override)
      sizes.append(resolved.settings.batchSize)
      origins.append(resolved.origins["otel_batch_size"])
    }

    try look()
    layers.files["settings/session-buddy.yaml"] = Array("\n  \notel_batch_size: 1".utf8)
    try look()
    layers.files["settings/local.yaml"] = Array("otel_batch_size: 2".utf8)
    try look()
    layers.environment["SESSION_BUDDY_OTEL_BATCH_SIZE"] = "3"
    try look()
    layers.environment["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"] = "4"
    try look()
    try look { $0.batchSize = 5 }

    XCTAssertEqual(sizes, [512, 1, 2, 3, 4, 5])
    XCTAssertEqual(
      origins,
      [
        nil,
        .file(path: "settings/session-buddy.yaml", at: SettingsPosition(line: 3, column: 18)),
        .file(path: "settings/local.yaml", at: SettingsPosition(line: 1, column: 18)),
        .environment(name: "SESSION_BUDDY_OTEL_BATCH_SIZE"),
        .environment(name: "OTEL_BSP_MAX_EXPORT_BATCH_SIZE"),
        .code,
      ])
  }

  func test_resourceAttributes_addUpNameByName() throws {
    var layers = Layers(
      "otel_resource_attributes: {a: main, b: main, c: main, d: main, e: main}",
      local: "otel_resource_attributes: {b: local, c: local, d: local, e: local}")
    layers.environment["SESSION_BUDDY_OTEL_RESOURCE_ATTRIBUTES"] = "c=own,d=own,e=own"
    layers.environment["OTEL_RESOURCE_ATTRIBUTES"] = "d=otel,e=otel"

    let resolved = try layers.load(.standard) { $0.resourceAttributes["e"] = "code" }

    XCTAssertEqual(
      resolved.settings.resourceAttributes, ["a": "main", "b": "local", "c": "own", "d": "otel", "e": "code"])
  }

  func test_headersAndPatterns_areReplacedAsAWhole() {
    let layers = Layers(
      "otel_headers: {a: main, b: main}\notel_metrics_whitelist: [a, b]",
      local: "otel_headers: {b: local}\notel_metrics_whitelist: [c]")

    XCTAssertEqual(layers.settings()?.headers.values, ["b": "local"])
    XCTAssertEqual(layers.settings()?.metricsWhitelist.map(\.text), ["c"])
  }

  func test_ownVariables_takeEveryForm() {
    let settings = Layers(
      nil,
      [
        "SESSION_BUDDY_OTEL_ENABLED": "FALSE",
        "SESSION_BUDDY_OTLP_ENDPOINT": "collector:4317",
        "SESSION_BUDDY_OTEL_INSECURE": "true",
        "SESSION_BUDDY_OTEL_HEADERS": "Authorization=Bearer%20x,a=b=c",
        "SESSION_BUDDY_OTEL_METRICS_WHITELIST": "a.*, b.?",
        "SESSION_BUDDY_OTEL_METRICS_EXPORT_INTERVAL": "12",
        "SESSION_BUDDY_OTEL_SERVICE_NAME": "~ ${NOT_FILLED}",
        "SESSION_BUDDY_ANONYMIZE_PATHS": "true",
        "SESSION_BUDDY_OTEL_BATCH_SIZE": "",
        "SESSION_BUDDY_SECRET": "not ours",
      ]
    ).settings()

    XCTAssertEqual(settings?.isEnabled, false)
    XCTAssertEqual(settings?.endpoint.description, "http://collector:4317")
    XCTAssertEqual(settings?.headers.values, ["authorization": "Bearer x", "a": "b=c"])
    XCTAssertEqual(settings?.metricsWhitelist.map(\.text), ["a.*", "b.?"])
    XCTAssertEqual(settings?.exportInterval, .seconds(12))
    XCTAssertEqual(settings?.serviceName, "~ ${NOT_FILLED}")
    XCTAssertEqual(settings?.anonymizePaths, true)
    XCTAssertEqual(settings?.batchSize, 512)
  }

  func test_wrongOwnVariables_areErrorsThatNameThem() {
    let cases: [(variables: [String: String], complaint: String)] = [
      (
        ["SESSION_BUDDY_OTEL_BATCH_SIZE": "many"],
        "SESSION_BUDDY_OTEL_BATCH_SIZE: otel_batch_size: expected an integer from 1 to 65536, found \"many\""
      ),
      (
        ["SESSION_BUDDY_OTEL_ENABLED": "1"],
        "SESSION_BUDDY_OTEL_ENABLED: otel_enabled: expected true or false, found \"1\""
      ),
      (
        ["SESSION_BUDDY_OTEL_ENDPOINT": "http://x"],
        "SESSION_BUDDY_OTEL_ENDPOINT: unknown variable; did you mean SESSION_BUDDY_OTLP_ENDPOINT?"
      ),
      (
        ["SESSION_BUDDY_OTEL_HEADERS": "secret"],
        "SESSION_BUDDY_OTEL_HEADERS: otel_headers: expected name=value, separated by commas, "
          + "found no name=value as item 1"
      ),
      (
        ["SESSION_BUDDY_OTEL_HEADERS": "a=b,c=%zzsecret"],
        "SESSION_BUDDY_OTEL_HEADERS: otel_headers: expected valid percent-encoding, found something else in item 2"
      ),
      (
        ["SESSION_BUDDY_OTLP_ENDPOINT": "collector:4317"],
        "SESSION_BUDDY_OTLP_ENDPOINT: otlp_endpoint: expected http://collector:4317 for plaintext, "
          + "https://collector:4317 for TLS, or otel_insecure: true or false beside an address "
          + "without http or https, found \"collector:4317\""
      ),
      (
        ["SESSION_BUDDY_OTEL_INSECURE": "false"],
        "SESSION_BUDDY_OTEL_INSECURE: otel_insecure: expected true or nothing, because the scheme http decides "
          + "(or https:// in otlp_endpoint), found false"
      ),
      (
        [
          "SESSION_BUDDY_OTEL_METRICS_EXPORT_INTERVAL": "1",
          "SESSION_BUDDY_OTEL_EXPORT_INTERVAL_SECONDS": "2",
        ],
        "SESSION_BUDDY_OTEL_METRICS_EXPORT_INTERVAL: otel_metrics_export_interval: expected the same as "
          + "otel_export_interval_seconds, 2, found 1"
      ),
    ]
    for (variables, complaint) in cases {
      XCTAssertEqual(Layers(nil, variables).complaint, complaint)
      XCTAssertFalse(Layers(nil, variables).complaint.contains("secret"))
    }
  }

  func test_code_isCheckedToo() {
    let layers = Layers("otel_insecure: true\notlp_endpoint: h")
    func complaint(_ override: (inout TelemetrySettings) throws(SettingsError) -> Void) -> String {
      do throws(SettingsError) {
        return "\(try layers.load(.standard, override: override).settings.endpoint)"
      } catch {
        return "\(error)"
      }
    }

    XCTAssertEqual(
      complaint { $0.batchSize = 0 }, "code: otel_batch_size: expected an integer from 1 to 65536, found 0")
    XCTAssertEqual(
      complaint { $0.shutdownTimeout = .zero },
      "code: otel_shutdown_timeout_seconds: expected a number of seconds from 0.001 to 300, found 0")
    XCTAssertEqual(
      complaint { $0.headers = ["a": "x\ny"] },
      "code: otel_headers.a: expected a value of printable ASCII characters in one line, found something else"
    )
    XCTAssertEqual(
      complaint { $0.metricsWhitelist = [] },
      "code: otel_metrics_whitelist: expected at least one pattern "
        + "(to export no metrics set otel_metrics_enabled: false), found an empty list")
    XCTAssertEqual(
      complaint { $0.tlsClientKeyFile = "k" },
      "code: otel_tls_client_key_file: expected an https:// address in otlp_endpoint beside it, found http://h:4317"
    )
    XCTAssertEqual(
      complaint { settings throws(SettingsError) in settings.endpoint = try CollectorEndpoint("nowhere else")
      },
      "code: otlp_endpoint: expected a URL such as http://localhost:4317, found \"nowhere else\"")
  }

  func test_anEndpointFromCode_silencesTheOneItReplaces() throws {
    let layers = Layers("otlp_endpoint: bare:4318")
    let endpoint = try CollectorEndpoint("https://other:1")
    let resolved = try layers.load(.standard) { $0.endpoint = endpoint }

    XCTAssertEqual(resolved.settings.endpoint, endpoint)
    XCTAssertEqual(resolved.origins["otlp_endpoint"], .code)
    XCTAssertEqual(resolved.warnings, [])
  }

  func test_entries_tellTheWholeStoryWithoutSecrets() throws {
    let layers = Layers(
      "otel_headers: {authorization: Bearer t0p, x-tenant: t0p}\notlp_endpoint: HTTPS://[::1]/\n"
        + "otel_anonymization_key: t0p",
      ["OTEL_RESOURCE_ATTRIBUTES": "b=2,a=1"])
    let resolved = try layers.load(.standard) { $0.isEnabled = false }
    let shown = resolved.entries.filter { $0.origin != .default }.map {
      "\($0.key) = \($0.value) (\($0.origin))"
    }

    XCTAssertEqual(
      shown,
      [
        "otel_enabled = false (code)",
        "otlp_endpoint = https://[::1]:4317 (settings/session-buddy.yaml:2:16)",
        "otel_headers = authorization=<hidden>,x-tenant=<hidden> (settings/session-buddy.yaml:1:15)",
        "otel_resource_attributes = a=1,b=2 (OTEL_RESOURCE_ATTRIBUTES)",
        "otel_anonymization_key = <hidden> (settings/session-buddy.yaml:3:25)",
      ])
    var dumped = ""
    dump(resolved, to: &dumped)
    XCTAssertFalse("\(resolved)\(resolved.settings)\(dumped)".contains("t0p"))
  }

  func test_thisProcess_isAskedWhenNothingElseIsSaid() throws {
    unsafe setenv("SESSION_BUDDY_OTEL_BATCH_SIZE", "77", 1)
    defer { unsafe unsetenv("SESSION_BUDDY_OTEL_BATCH_SIZE") }

    XCTAssertEqual(try SettingsLoader().load(.none).settings.batchSize, 77)
    XCTAssertNotNil(SettingsLoader.machineName())
  }
}
