import GRPCTransport
import OTLPReceiver
import Telemetry
import TestSupport
import XCTest

/// `doctor` names the first thing that stands in the way of telemetry, and how to mend it.
final class DoctorTests: XCTestCase {
  func test_FS19_allIsWell_whenACollectorListens_andNothingArrivesThere() throws {
    try withTool { tool in
      let collector = try Collector()
      defer { collector.stop() }
      let doctor = try Doctor(tool, "--endpoint", collector.endpoint)

      XCTAssertEqual(doctor.statuses, ["ok", "ok", "ok", "skipped", "ok", "ok", "ok"], doctor.outcome.output)
      XCTAssertEqual(doctor["connect"].summary, "connected to 127.0.0.1:\(collector.port)")
      XCTAssertEqual(doctor["export"].summary, "metrics and traces taken")
      XCTAssertTrue(doctor["size"].summary.hasPrefix("takes 3.5 MiB, "), doctor["size"].summary)
      XCTAssertEqual(collector.dataPoints, 0)
      XCTAssertEqual(collector.spans, [])
    }
  }

  func test_everySignalThatIsEnabled_isTried() throws {
    try withTool { tool in
      let collector = try Collector()
      defer { collector.stop() }
      try tool.write(
        "otel_traces_enabled: false\notel_logs_enabled: true\notel_compression: gzip\n", to: "s.yaml")
      let doctor = try Doctor(tool, "--settings", "s.yaml", "--endpoint", collector.endpoint)

      XCTAssertEqual(doctor["export"].summary, "metrics and logs taken")
      XCTAssertEqual(doctor["size"].status, "ok", doctor["size"].summary)
      XCTAssertTrue(
        doctor["settings"].details.contains("otel_logs_enabled = true, from s.yaml:2:20"),
        doctor.outcome.output)
    }
  }

  func test_settingsThatCannotBeMeant_areToldWithLineAndColumn() throws {
    try withTool { tool in
      try tool.write("\notel_batch_sise: 5\n", to: "wrong.yaml")
      let doctor = try Doctor(tool, "--settings", "wrong.yaml")

      XCTAssertEqual(doctor.failed, "settings")
      XCTAssertTrue(doctor["settings"].summary.hasPrefix("wrong.yaml:2:1: otel_batch_sise: "))
      XCTAssertEqual(doctor["settings"].hint?.contains("wrong.yaml:2:1"), true)
    }
  }

  func test_missingCertificateFile_isAFaultOfTheSettings() throws {
    try withTool { tool in
      try tool.write("otlp_endpoint: https://localhost:1\notel_tls_ca_file: nowhere.pem\n", to: "tls.yaml")
      let doctor = try Doctor(tool, "--settings", "tls.yaml")

      XCTAssertEqual(doctor.failed, "settings")
      XCTAssertTrue(
        doctor["settings"].summary.hasPrefix("tls.yaml:2:19: otel_tls_ca_file: "), doctor["settings"].summary)
    }
  }

  func test_telemetryThatIsOff_isAFault_andWhoTurnedItOffIsSaid() throws {
    try withTool { tool in
      try tool.write("otel_enabled: false\n", to: "off.yaml")
      let doctor = try Doctor(tool, "--settings", "off.yaml")

      XCTAssertEqual(doctor.failed, "settings")
      XCTAssertEqual(doctor["settings"].hint, "Set it to true; it comes from off.yaml:1:15.")
    }
  }

  func test_FS19_closedPort_isSaidToBeRefused_withWhatToLookAt() throws {
    try withTool { tool in
      let port = try ReservedPort()
      defer { port.release() }
      let doctor = try Doctor(tool, "--endpoint", "http://127.0.0.1:\(port.number)")

      XCTAssertEqual(doctor.failed, "connect")
      XCTAssertEqual(
        doctor["connect"].summary, "nothing listens on 127.0.0.1:\(port.number) (connection refused)")
      XCTAssertEqual(doctor["connect"].hint?.contains("Is the collector running?"), true)
      XCTAssertEqual(doctor["connect"].hint?.contains("usually on port 4317, not \(port.number)"), true)
      XCTAssertEqual(doctor["connect"].hint?.contains("container"), true)
    }
  }

  func test_FS19_nameWithoutAddress_isSaidToBeUnknown() throws {
    try withTool { tool in
      let doctor = try Doctor(tool, "--endpoint", "http://no-such-host.invalid:4317")

      XCTAssertEqual(doctor.failed, "address")
      XCTAssertTrue(
        doctor["address"].summary.hasPrefix("no-such-host.invalid "), doctor["address"].summary)
    }
  }

  func test_socketFile_isLookedAt() throws {
    try withTool { tool in
      // A folder of a short path: the address of a socket holds 107 bytes.
      let path = "/tmp/doctor-\(UInt32.random(in: 0 ... .max)).sock"
      let missing = try Doctor(tool, "--endpoint", "unix:\(path)")
      XCTAssertEqual(missing.failed, "address")
      XCTAssertEqual(missing["address"].summary, "\(path): No such file or directory")

      let file = try tool.write("", to: "file")
      if file.utf8.count < 108 {
        let regular = try Doctor(tool, "--endpoint", "unix:\(file)")
        XCTAssertEqual(regular["address"].summary, "\(file) is no socket but a regular file")
      }

      try withServer(on: "unix:\(path)") { _ in
        let good = try Doctor(tool, "--endpoint", "unix:\(path)")
        XCTAssertEqual(good["address"].status, "ok", good.outcome.output)
        XCTAssertTrue(good["address"].summary.hasPrefix("\(path) is a socket, mode "))
        XCTAssertEqual(good["connect"].summary, "connected to unix:\(path)")
        XCTAssertTrue(good.isOK, good.outcome.output)
      }
    }
  }

  #if os(Linux)
    func test_abstractSocket_isReached() throws {
      try withTool { tool in
        let name = "doctor-\(UInt32.random(in: 0 ... .max))"
        try withServer(on: "unix-abstract:\(name)") { _ in
          let doctor = try Doctor(tool, "--endpoint", "unix-abstract:\(name)")
          XCTAssertEqual(doctor["connect"].summary, "connected to unix-abstract:\(name)")
          XCTAssertTrue(doctor.isOK, doctor.outcome.output)
        }
      }
    }
  #endif

  func test_theDrawing_isPlainInAPipe_andFitsIntoEightyColumns() throws {
    try withTool { tool in
      var tool = tool
      tool.environment = ["http_proxy": "http://user:hunter2@proxy:3128"]
      let port = try ReservedPort()
      defer { port.release() }
      let bad = try tool.run("doctor", "--endpoint", "http://127.0.0.1:\(port.number)")
      let collector = try Collector()
      defer { collector.stop() }
      let good = try tool.run("doctor", "--endpoint", collector.endpoint)

      XCTAssertEqual(bad.exitCode, 1)
      XCTAssertTrue(bad.output.hasSuffix("Nothing can be delivered as long as connect fails.\n"), bad.output)
      XCTAssertTrue(bad.output.contains("\n  failed   connect   nothing listens on "), bad.output)
      XCTAssertTrue(bad.output.contains("\n                     -> Is the collector running?"), bad.output)
      XCTAssertEqual(good.exitCode, 0, good.output)
      for outcome in [bad, good] {
        XCTAssertEqual(outcome.errors, "")
        XCTAssertFalse(outcome.output.contains("\u{1B}"))
        XCTAssertFalse(outcome.output.contains("hunter2"))
        for line in outcome.output.split(separator: "\n") { XCTAssertLessThanOrEqual(line.count, 80) }
      }
    }
  }

  func test_theDrawing_endsWell_whenAllIsWell() throws {
    try withTool { tool in
      let collector = try Collector()
      defer { collector.stop() }
      let outcome = try tool.run("doctor", "--endpoint", collector.endpoint)

      XCTAssertEqual(outcome.exitCode, 0, outcome.output)
      XCTAssertTrue(outcome.output.hasPrefix("The way to \(collector.endpoint)\n\n  ok       settings "))
      XCTAssertTrue(outcome.output.hasSuffix("All is well: telemetry arrives.\n"), outcome.output)
    }
  }

  func test_FS20_proxiesVariablesAndThePortOfHTTP_areNoted() throws {
    try withTool { tool in
      var tool = tool
      tool.environment = [
        "http_proxy": "http://user:hunter2@proxy:3128", "OTEL_BSP_SCHEDULE_DELAY": "100",
        "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20hunter2", "OTEL_NONSENSE": "1",
        // Whatever the machine of the test has.
        "grpc_proxy": "", "https_proxy": "", "HTTP_PROXY": "", "HTTPS_PROXY": "",
      ]
      let doctor = try Doctor(tool, "--endpoint", "http://127.0.0.1:4318", "--timeout", "1")

      XCTAssertTrue(
        doctor.notes.contains(
          "http_proxy is set and ignored: the connection goes straight to the collector"))
      XCTAssertEqual(doctor.notes.filter { $0.contains("4318") }.count, 1, "\(doctor.notes)")
      XCTAssertTrue(
        doctor.notes.contains("in effect: OTEL_BSP_SCHEDULE_DELAY, OTEL_EXPORTER_OTLP_HEADERS"),
        "\(doctor.notes)")
      XCTAssertTrue(doctor.notes.contains { $0.hasSuffix("decides no setting: OTEL_NONSENSE") })
      XCTAssertTrue(doctor.notes.contains { $0.hasPrefix("gRPC core ") })
      XCTAssertFalse(doctor.outcome.output.contains("hunter2"))
    }
  }
}
