import Foundation
import XCTest

/// Everything that can be wrong with a settings file is said before anything starts.
final class FaultySettingsTests: XCTestCase {
  func test_FS30_check_saysWhatIsWrongAndWhere_andEndsWithTwo() throws {
    let cases: [(fault: String, yaml: String, complaint: String)] = [
      (
        "unknown key", "\notel_batch_sise: 5\n",
        ":2:1: otel_batch_sise: unknown key; did you mean otel_batch_size?"
      ),
      ("wrong type", "otel_batch_size: [1]\n", ":1:18: otel_batch_size: expected an integer"),
      ("wrong value", "a: 1\notel_enabled: maybe\n", ":2:15: otel_enabled: expected true or false"),
      ("tab", "otel_headers:\n\tauthorization: x\n", ":2:1: expected spaces, found a tab"),
      ("lost anchor", "otel_service_name: *nowhere\n", ":1:20: expected YAML: found undefined alias"),
      (
        "unset variable", "otel_service_name: ${FS30_UNSET}\n",
        ":1:20: otel_service_name: expected the environment variable FS30_UNSET to be set"
      ),
      (
        "duplicate key", "otel_batch_size: 1\n\notel_batch_size: 2\n",
        ":3:1: otel_batch_size: expected the key once, found it again (first in line 1)"
      ),
      (
        "1 MiB", "otel_batch_size: 3\n#" + String(repeating: "x", count: 1 << 20),
        ": expected at most 1048576 bytes, found more"
      ),
      (
        "injection by type", "otel_batch_size: ${FS30_EVIL}\n",
        ":1:18: otel_batch_size: expected an integer from 1 to 65536, found"
      ),
    ]
    try withTool { tool in
      var tool = tool
      tool.environment = ["FS30_EVIL": "5\notel_enabled: \"false\""]
      for (fault, yaml, complaint) in cases {
        try tool.write(yaml, to: "wrong.yaml")
        let outcome = try tool.run("check", "--settings", "wrong.yaml")

        XCTAssertEqual(outcome.exitCode, 2, fault)
        XCTAssertEqual(outcome.output, "", fault)
        XCTAssertEqual(outcome.errorLines.count, 1, "\(fault): \(outcome.errors)")
        let expected = "session-buddy-telemetry: error: wrong.yaml" + complaint
        XCTAssertTrue(outcome.errors.hasPrefix(expected), "\(fault): \(outcome.errors)")
      }
    }
  }

  /// What anchors, dollars and variables come to is read as it is meant, and no text becomes a setting.
  func test_FS30_check_endsWithZero_forWhatOnlyLooksWrong() throws {
    try withTool { tool in
      var tool = tool
      tool.environment = ["FS30_EVIL": "x\notel_enabled: \"false\"\n# '}"]
      try tool.write(
        """
        shared: &names ["session_buddy.*"]
        otel_metrics_whitelist: *names
        otel_service_name: "$${HOME} costs $$5"
        otel_service_version: ${FS30_UNSET:1.0}
        otel_resource_attributes:
          evil: ${FS30_EVIL}

        """, to: "fine.yaml")
      let outcome = try tool.run("check", "--settings", "fine.yaml")

      XCTAssertEqual(outcome.exitCode, 0, outcome.errors)
      let rows = outcome.output.split(separator: "\n").map(String.init)
      for (key, value) in [
        ("otel_enabled", "true"), ("otel_service_name", "${HOME} costs $5"), ("otel_service_version", "1.0"),
        ("otel_metrics_whitelist", "session_buddy.*"),
      ] {
        let row = rows.first { $0.hasPrefix(key + " ") } ?? ""
        XCTAssertTrue(row.contains(value), "\(key): \(outcome.output)")
      }
    }
  }
}
