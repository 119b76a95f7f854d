import GRPCTransport
import OTLPReceiver
import TestSupport
import XCTest

/// Whoever listens where a collector should, `doctor` says who it seems to be.
final class DoctorPeerTests: XCTestCase {
  func test_FS19_webServer_isRecognised() throws {
    try withTool { tool in
      let peers = [
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n": "answers as an HTTP/1.1 server",
        "<!DOCTYPE HTML>\n<html><h1>Error response</h1></html>": "no gRPC server",
      ]
      for (text, words) in peers {
        let peer = try StrangePeer(saying: text)
        defer { withExtendedLifetime(peer) {} }
        let doctor = try Doctor(tool, "--endpoint", "http://127.0.0.1:\(peer.port)")
        XCTAssertEqual(doctor.failed, "grpc")
        XCTAssertTrue(doctor["grpc"].summary.contains(words), doctor["grpc"].summary)
        XCTAssertEqual(doctor["grpc"].hint?.contains("use its OTLP/gRPC receiver"), true)
      }
    }
  }

  func test_FS19_peerThatSaysNothing_isGivenUpAfterTheTimeout() throws {
    try withTool { tool in
      let peer = try StrangePeer(saying: nil)
      defer { withExtendedLifetime(peer) {} }
      let doctor = try Doctor(tool, "--endpoint", "http://127.0.0.1:\(peer.port)", "--timeout", "0.2")
      XCTAssertEqual(doctor.failed, "grpc")
      XCTAssertEqual(doctor["grpc"].summary, "127.0.0.1:\(peer.port) did not answer in time")
    }
  }

  #if os(Linux)
    func test_FS19_connectionThatNobodyTakes_isGivenUpAfterTheTimeout() throws {
      try withTool { tool in
        let crowd = try CrowdedPort()
        defer { withExtendedLifetime(crowd) {} }
        let doctor = try Doctor(tool, "--endpoint", "http://127.0.0.1:\(crowd.port)", "--timeout", "0.2")
        XCTAssertEqual(doctor.failed, "connect")
        XCTAssertTrue(
          doctor["connect"].summary.hasPrefix("127.0.0.1:\(crowd.port) did not answer within "),
          doctor["connect"].summary)
        XCTAssertEqual(doctor["connect"].hint?.contains("firewall"), true)
      }
    }
  #endif

  func test_FS19_serverWithoutOTLP_isNoReceiver() throws {
    try withTool { tool in
      try withServer(reply: { .failure(.unimplemented, "unknown service") }) { port in
        let doctor = try Doctor(tool, "--endpoint", "http://127.0.0.1:\(port)")
        XCTAssertEqual(doctor.failed, "export")
        XCTAssertEqual(doctor["grpc"].status, "ok")
        XCTAssertEqual(doctor["export"].summary, "metrics and traces not taken")
        XCTAssertEqual(
          doctor["export"].details,
          ["metrics: UNIMPLEMENTED, \"unknown service\"", "traces: UNIMPLEMENTED, \"unknown service\""])
        XCTAssertEqual(doctor["export"].hint?.contains("No pipeline of the collector takes metrics"), true)
        XCTAssertEqual(doctor["export"].hint?.contains("otel_traces_enabled"), true)
      }
    }
  }

  func test_FS19_wrongCredentials_pointAtTheHeaders_andAreNotShown() throws {
    try withTool { tool in
      var tool = tool
      tool.environment = ["OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20hunter2"]
      let collector = try Collector(
        answering: .status(.unauthenticated, message: "bad token: hunter2\u{1B}[2J"))
      defer { collector.stop() }
      let doctor = try Doctor(tool, "--endpoint", collector.endpoint)

      XCTAssertEqual(doctor.failed, "export")
      XCTAssertEqual(doctor["export"].hint?.contains("otel_headers"), true)
      XCTAssertEqual(
        doctor["export"].details.first, "metrics: UNAUTHENTICATED, \"bad token: <hidden> [2J\"")
      XCTAssertFalse(doctor.outcome.output.contains("hunter2"))
    }
  }

  func test_collectorThatTakesLessThanAFullRequest_saysItsLimit() throws {
    try withTool { tool in
      let receiver = try Receiver(maximumRequestBytes: 1 << 20) { _ in .ok }
      defer { receiver.stop() }
      let doctor = try Doctor(tool, "--endpoint", receiver.endpoint)

      // What is sent is cut to that, so this is no reason for data to be missing.
      XCTAssertNil(doctor.failed)
      XCTAssertEqual(doctor["size"].status, "warning")
      XCTAssertEqual(
        doctor["size"].summary, "takes at most 1 MiB, less than the 3.5 MiB of a full request")
      XCTAssertEqual(doctor["size"].hint?.contains("max_recv_msg_size_mib"), true)
      XCTAssertEqual(doctor["export"].status, "ok")
    }
  }

  func test_collectorInRust_saysItsLimitToo() throws {
    try withTool { tool in
      let words = "Error, decoded message length too large: found 3670016 bytes, the limit is: 2097152 bytes"
      let server = try UnaryServer(address: "127.0.0.1:0") { request in
        request.message.count > 2_097_152 ? .failure(.outOfRange, words) : .ok()
      }
      defer { server.stop(within: .seconds(5)) }
      let doctor = try Doctor(tool, "--endpoint", "http://127.0.0.1:\(server.port)")

      XCTAssertEqual(
        doctor["size"].summary, "takes at most 2 MiB, less than the 3.5 MiB of a full request",
        doctor.outcome.output)
    }
  }

  func test_serverThatIsNotServing_isWarnedOf() throws {
    try withTool { tool in
      // To the question after its health this is NOT_SERVING, and to an export nonsense.
      try withServer(reply: { .ok([0x08, 0x02]) }) { port in
        let doctor = try Doctor(tool, "--endpoint", "http://127.0.0.1:\(port)")
        XCTAssertEqual(doctor["grpc"].status, "warning")
        XCTAssertEqual(doctor["grpc"].summary, "speaks gRPC, and says that it is not serving")
        XCTAssertEqual(doctor["export"].status, "warning", doctor.outcome.output)
        XCTAssertTrue(doctor.isOK)
      }
    }
  }

  func test_FS19_proxyThatAnswersInHTML_isRecognised() throws {
    try withTool { tool in
      for (status, hint) in [("404", "go around it"), ("401", "set otel_headers"), ("502", "go around it")] {
        let peer = try WebServer(status: status)
        defer { withExtendedLifetime(peer) {} }
        let doctor = try Doctor(tool, "--endpoint", "http://127.0.0.1:\(peer.port)")
        XCTAssertEqual(doctor.failed, "grpc", doctor.outcome.output)
        XCTAssertEqual(
          doctor["grpc"].summary,
          "a proxy or web server answered with HTTP status \(status) instead of gRPC")
        XCTAssertEqual(doctor["grpc"].hint?.contains(hint), true, doctor["grpc"].hint ?? "")
      }
    }
  }

  func test_FS19_receiverThatIsNotOurs_isWell() throws {
    try withTool { tool in
      let receiver = try IndependentReceiver(in: tool.folder)
      defer { withExtendedLifetime(receiver) {} }
      let doctor = try Doctor(tool, "--endpoint", receiver.endpoint)
      XCTAssertTrue(doctor.isOK, doctor.outcome.output)
      XCTAssertEqual(doctor["size"].status, "ok")

      let arrived = try receiver.stop()
      XCTAssertEqual(arrived["requests"] as? [String: Int], ["metrics": 2, "traces": 1, "logs": 0])
      XCTAssertEqual(
        arrived["received"] as? [String: Int], ["data_points": 0, "spans": 0, "log_records": 0])
      XCTAssertEqual(arrived["problems"] as? [String], [])
    }
  }
}
