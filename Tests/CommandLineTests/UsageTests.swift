import XCTest

/// Wrong command lines and settings end with 2 and say why; help ends with 0.
final class UsageTests: XCTestCase {
  func test_help_explainsEveryCommandWithExamplesAndExitCodes() throws {
    try withTool { tool in
      for command in ["demo", "collect", "push", "check", "doctor"] {
        let outcome = try tool.run(command, "--help")
        XCTAssertEqual(outcome.exitCode, 0)
        XCTAssertEqual(outcome.errors, "")
        XCTAssertTrue(
          outcome.output.contains("\nEXAMPLES\n  session-buddy-telemetry \(command)"), outcome.output)
        XCTAssertTrue(outcome.output.contains("\nEXIT CODES\n  0  "), outcome.output)
      }
      let version = try tool.run("--version")
      XCTAssertEqual(version.exitCode, 0)
      XCTAssertFalse(version.output.isEmpty)
    }
  }

  func test_wrongCommandLines_endWithTwoAndPrintNothingOnStandardOutput() throws {
    let wrong = [
      [], ["bogus"], ["push"], ["push", "--bogus"], ["push", "--sessions"],
      ["push", "--sessions", "x", "--timeout", "0"],
      ["push", "--sessions", "x", "--endpoint", "http://"], ["demo", "--seconds", "-1"],
      ["demo", "--seconds", "nan"],
      ["collect", "--listen", "nowhere"], ["check", "extra"], ["doctor", "--timeout", "0"],
      ["doctor", "--endpoint", "http://"],
    ]
    try withTool { tool in
      for arguments in wrong {
        let outcome = try tool.start(arguments).outcome()
        XCTAssertEqual(outcome.exitCode, 2, "\(arguments)")
        XCTAssertEqual(outcome.output, "", "\(arguments)")
        XCTAssertFalse(outcome.errors.isEmpty, "\(arguments)")
      }
    }
  }

  func test_check_showsWhereEachSettingComesFrom() throws {
    try withTool { tool in
      var tool = tool
      tool.environment = ["SESSION_BUDDY_OTEL_BATCH_SIZE": "64"]
      try tool.write(
        "otel_service_name: harbor\notel_headers:\n  authorization: Bearer hunter2\n",
        to: "settings/session-buddy.yaml")

      let outcome = try tool.run("check")

      XCTAssertEqual(outcome.exitCode, 0, outcome.errors)
      let rows = outcome.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      XCTAssertEqual(rows.first, ["KEY", "VALUE", "FROM"])
      XCTAssertTrue(
        rows.contains(["otel_service_name", "harbor", "settings/session-buddy.yaml:1:20"]), outcome.output)
      XCTAssertTrue(
        rows.contains(["otel_batch_size", "64", "SESSION_BUDDY_OTEL_BATCH_SIZE"]), outcome.output)
      XCTAssertTrue(rows.contains(["otel_enabled", "true", "default"]), outcome.output)
      XCTAssertFalse(outcome.output.contains("hunter2"))
    }
  }

  func test_check_showsWarningsAfterTheTable() throws {
    try withTool { tool in
      try tool.write("anonymize_paths: true\n", to: "paths.yaml")
      let outcome = try tool.run("check", "--settings", "paths.yaml")

      XCTAssertEqual(outcome.exitCode, 0, outcome.errors)
      XCTAssertTrue(
        outcome.output.contains("\nwarning: paths.yaml:1:18: anonymize_paths: "), outcome.output)
    }
  }

  func test_FS30_check_namesFileLineColumnAndKeyOfWhatIsWrong() throws {
    try withTool { tool in
      try tool.write("\notel_batch_sise: 5\n", to: "wrong.yaml")
      let outcome = try tool.run("check", "--settings", "wrong.yaml")

      XCTAssertEqual(outcome.exitCode, 2)
      XCTAssertEqual(outcome.output, "")
      XCTAssertEqual(outcome.errorLines.count, 1, outcome.errors)
      XCTAssertTrue(
        outcome.errors.hasPrefix("session-buddy-telemetry: error: wrong.yaml:2:1: otel_batch_sise: "),
        outcome.errors)
      XCTAssertTrue(outcome.errors.contains("otel_batch_size"), outcome.errors)
    }
  }

  func test_check_readsTheCertificates() throws {
    try withTool { tool in
      try tool.write("otlp_endpoint: https://localhost:4317\notel_tls_ca_file: nowhere.pem\n", to: "tls.yaml")
      let outcome = try tool.run("check", "--settings", "tls.yaml")

      XCTAssertEqual(outcome.exitCode, 2)
      XCTAssertTrue(outcome.errors.contains("otel_tls_ca_file"), outcome.errors)
    }
  }

  func test_push_whenTelemetryIsOff_saysWhoTurnedItOff() throws {
    try withTool { tool in
      try tool.write("otel_enabled: false\n", to: "off.yaml")
      try tool.write(Samples.session("s1"), to: "sessions.jsonl")
      let outcome = try tool.run("push", "--settings", "off.yaml", "--sessions", "sessions.jsonl", "--json")

      XCTAssertEqual(outcome.exitCode, 2)
      XCTAssertEqual(outcome.output, "")
      XCTAssertTrue(outcome.errors.contains("off.yaml:1:"), outcome.errors)
    }
  }
}

/// Settings whose fault shows only when the system starts.
final class LateSettingsErrorTests: XCTestCase {
  func test_missingCertificateFile_isToldWithItsPlace() throws {
    try withTool { tool in
      try tool.write(
        "otlp_endpoint: https://localhost:4317\notel_tls_ca_file: /nowhere/ca.pem\n",
        to: "settings.yaml"
      )
      try tool.write("", to: "sessions.jsonl")
      for arguments in [["check"], ["push", "--sessions", "sessions.jsonl"]] {
        let outcome = try tool.start(arguments + ["--settings", "settings.yaml"]).outcome()
        XCTAssertEqual(outcome.exitCode, 2, outcome.errors)
        XCTAssertTrue(outcome.errors.contains("settings.yaml:2:19: otel_tls_ca_file: "), outcome.errors)
      }
    }
  }
}
