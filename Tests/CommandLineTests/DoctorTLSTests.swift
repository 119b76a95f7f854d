import GRPCTransport
import OTLPReceiver
import Synchronization
import TestSupport
import XCTest

/// What `doctor` says about encrypted connections.
final class DoctorTLSTests: XCTestCase {
  func test_trustedCertificate_isShownWithNamesAndDays() throws {
    let ours = try TestCertificates.make()
    try withTool { tool in
      try tool.write(ours.authority, to: "ca.pem")
      try tool.write("otel_tls_ca_file: ca.pem\n", to: "tls.yaml")
      try withServer(.tls(ours.server, clientRoots: nil)) { port in
        let doctor = try Doctor(tool, "--settings", "tls.yaml", "--endpoint", "https://localhost:\(port)")

        XCTAssertTrue(doctor.isOK, doctor.outcome.output)
        // The certificate was made for this test, for a day.
        XCTAssertEqual(doctor["tls"].status, "warning")
        XCTAssertTrue(
          doctor["tls"].summary.hasPrefix("the certificate is trusted, but expires on 20"),
          doctor["tls"].summary)
        XCTAssertTrue(
          doctor["tls"].details.contains { $0.hasPrefix("valid: from 20") && $0.hasSuffix(" left") },
          doctor.outcome.output)
        XCTAssertTrue(doctor["tls"].details.contains("names: localhost, 127.0.0.1"), doctor.outcome.output)
        XCTAssertTrue(doctor["tls"].details.contains("issued by: authority"))
        XCTAssertTrue(
          doctor["tls"].details.contains { $0.hasPrefix("trusted authorities: ") && $0.hasSuffix("ca.pem") })
        XCTAssertTrue(doctor["tls"].details.contains("client certificate: none configured"))
      }
    }
  }

  func test_FS19_unknownAuthority_isNamedAllTheSame_andGetsNoHeaders() throws {
    let ours = try TestCertificates.make()
    let keys = Mutex<[[String]]>([])
    let server = try UnaryServer(address: "127.0.0.1:0", credentials: .tls(ours.server)) { request in
      keys.withLock { $0.append(request.metadata.entries.map(\.key)) }
      return .ok()
    }
    defer { server.stop(within: .seconds(5)) }
    try withTool { tool in
      var tool = tool
      tool.environment = ["OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20hunter2"]
      let doctor = try Doctor(tool, "--endpoint", "https://localhost:\(server.port)")

      XCTAssertEqual(doctor.failed, "tls")
      XCTAssertTrue(
        doctor["tls"].summary.hasSuffix("is not signed by a trusted authority"), doctor["tls"].summary)
      XCTAssertTrue(doctor["tls"].details.contains("issued by: authority"), doctor.outcome.output)
      XCTAssertEqual(doctor["tls"].hint, "Set otel_tls_ca_file to the certificate of authority.")
      // The look at the certificate is the only call that got through.
      let seen = keys.withLock(\.self)
      XCTAssertEqual(seen.count, 1)
      XCTAssertFalse(seen.joined().contains("authorization"))
    }
  }

  #if os(Linux)
    func test_FS19_certificateForOtherNames_listsThem() throws {
      let ours = try TestCertificates.make()
      try withTool { tool in
        try tool.write(ours.authority, to: "ca.pem")
        try tool.write("otel_tls_ca_file: ca.pem\n", to: "tls.yaml")
        try withServer(on: "127.0.0.2:0", .tls(ours.server, clientRoots: nil)) { port in
          let doctor = try Doctor(tool, "--settings", "tls.yaml", "--endpoint", "https://127.0.0.2:\(port)")

          XCTAssertEqual(doctor.failed, "tls")
          XCTAssertTrue(doctor["tls"].summary.contains("is not for 127.0.0.2"), doctor["tls"].summary)
          XCTAssertTrue(doctor["tls"].details.contains("names: localhost, 127.0.0.1"), doctor.outcome.output)
          XCTAssertEqual(doctor["tls"].hint?.hasPrefix("Use one of its names"), true)
        }
      }
    }
  #endif

  func test_FS19_serverThatWantsAClientCertificate_isSuspectedOfIt() throws {
    let ours = try TestCertificates.make()
    try withTool { tool in
      try tool.write(ours.authority, to: "ca.pem")
      try tool.write("otel_tls_ca_file: ca.pem\n", to: "tls.yaml")
      try withServer(.tls(ours.server, clientRoots: ours.authority)) { port in
        let doctor = try Doctor(tool, "--settings", "tls.yaml", "--endpoint", "https://localhost:\(port)")

        XCTAssertEqual(doctor.failed, "tls")
        XCTAssertEqual(doctor["tls"].hint?.contains("otel_tls_client_certificate_file"), true)

        try tool.write(ours.client.certificateChain, to: "client.pem")
        try tool.write(ours.clientKey, to: "client.key")
        try tool.write(
          "otel_tls_ca_file: ca.pem\notel_tls_client_certificate_file: client.pem\n"
            + "otel_tls_client_key_file: client.key\n", to: "mutual.yaml")
        let known = try Doctor(tool, "--settings", "mutual.yaml", "--endpoint", "https://localhost:\(port)")
        XCTAssertTrue(known.isOK, known.outcome.output)
        XCTAssertFalse(known.outcome.output.contains("PRIVATE KEY"))
      }
    }
  }

  func test_FS27_expiredClientCertificate_isNamed() throws {
    let ours = try TestCertificates.make(clientDays: -1)
    let end = try XCTUnwrap(Certificate(pem: ours.client.certificateChain)).notAfter
    try withTool { tool in
      try tool.write(ours.authority, to: "ca.pem")
      try tool.write(ours.client.certificateChain, to: "client.pem")
      try tool.write(ours.clientKey, to: "client.key")
      try tool.write(
        "otel_tls_ca_file: ca.pem\notel_tls_client_certificate_file: client.pem\n"
          + "otel_tls_client_key_file: client.key\n", to: "mutual.yaml")
      try withServer(.tls(ours.server, clientRoots: ours.authority)) { port in
        let doctor = try Doctor(tool, "--settings", "mutual.yaml", "--endpoint", "https://localhost:\(port)")

        XCTAssertEqual(doctor.failed, "tls")
        XCTAssertTrue(
          doctor["tls"].summary.hasSuffix(": the client certificate expired on \(end)"), doctor["tls"].summary
        )
        XCTAssertEqual(doctor["tls"].hint, "Renew otel_tls_client_certificate_file.")
      }
      // A collector that does not ask for it does not mind.
      try withServer(.tls(ours.server, clientRoots: nil)) { port in
        let doctor = try Doctor(tool, "--settings", "mutual.yaml", "--endpoint", "https://localhost:\(port)")

        XCTAssertTrue(doctor.isOK, doctor.outcome.output)
        XCTAssertTrue(
          doctor["tls"].details.contains { $0.hasSuffix("client.pem, which expired on \(end)") },
          doctor.outcome.output)
      }
    }
  }

  func test_FS27_expiredCertificateOfTheCollector_isNamed_andTheCoreIsSilent() throws {
    let ours = try TestCertificates.make(serverDays: -1)
    let end = try XCTUnwrap(Certificate(pem: ours.server.certificateChain)).notAfter
    try withTool { tool in
      try tool.write(ours.authority, to: "ca.pem")
      try tool.write("otel_tls_ca_file: ca.pem\notel_shutdown_timeout_seconds: 2\n", to: "tls.yaml")
      try withServer(.tls(ours.server, clientRoots: nil)) { port in
        let endpoint = "https://localhost:\(port)"
        let doctor = try Doctor(tool, "--settings", "tls.yaml", "--endpoint", endpoint)
        XCTAssertEqual(doctor.failed, "tls")
        XCTAssertEqual(doctor["tls"].hint, "It expired on \(end): renew it.")

        try tool.write(Samples.session("s1"), to: "sessions.jsonl")
        let push = try tool.run(
          "push", "--settings", "tls.yaml", "--endpoint", endpoint, "--sessions", "sessions.jsonl")
        XCTAssertTrue(
          push.errors.contains("the certificate of 127.0.0.1:\(port) expired on \(end)"), push.errors)
        // The core logs each handshake that fails, in a form of its own: `E1128 12:00:00.000000 1 file.cc:1] …`.
        let lines = push.errorLines + push.output.split(separator: "\n").map(String.init)
        XCTAssertFalse(lines.contains { $0.contains(".cc:") || $0.contains("Handshake failed") }, "\(lines)")
      }
    }
  }

  func test_FS19_plaintextAndTLS_doNotMeet() throws {
    let ours = try TestCertificates.make()
    try withTool { tool in
      try withServer(.tls(ours.server, clientRoots: nil)) { port in
        let doctor = try Doctor(tool, "--endpoint", "http://127.0.0.1:\(port)")
        XCTAssertEqual(doctor.failed, "grpc")
        XCTAssertEqual(doctor["grpc"].hint?.contains("https://"), true, doctor.outcome.output)
      }
      try withServer { port in
        let doctor = try Doctor(tool, "--endpoint", "https://127.0.0.1:\(port)")
        XCTAssertEqual(doctor.failed, "tls")
        XCTAssertEqual(
          doctor["tls"].summary, "127.0.0.1:\(port) does not speak TLS; it may expect plaintext")
        XCTAssertEqual(doctor["tls"].hint?.contains("http://"), true)
      }
    }
  }
}
