import GRPCTransport
import SessionBuddyTelemetry
import Settings
import TestSupport
import XCTest

/// What is wrong with the settings but shows only when the system starts: still told with file, line and key.
final class SettingsOriginTests: XCTestCase {
  func test_headersOfTheTransport_areRefusedWhereTheyStand() {
    XCTAssertEqual(
      complaint("otel_headers: {connection: x}"),
      "FILE:1:28: otel_headers.connection: expected a header that gRPC does not use itself, found something else"
    )
  }

  func test_headersTheTransportRefuses_areThoseTheSettingsRefuse() throws {
    let names = [
      "accept", "authorization", "connection", "content-length", "content-type", "cookie",
      "grpc-accept-encoding",
      "grpc-encoding", "grpc-message", "grpc-status", "grpc-timeout", "host", "keep-alive", "te", "trailer",
      "transfer-encoding", "upgrade", "user-agent", "x-token",
    ]
    for name in names + RequestHeaders.reserved {
      let isRefusedBySettings = complaint("otel_headers: {\(name): x}") != nil
      let isRefusedByTransport = (try? Metadata.Entry(name, "x")) == nil
      XCTAssertEqual(isRefusedBySettings, isRefusedByTransport, name)
    }
  }

  func test_everyFileOfTLS_isBlamedForItself() throws {
    let certificates = try TestCertificates.make()
    let good = [
      "ca": certificates.authority, "certificate": certificates.client.certificateChain,
      "key": certificates.clientKey,
    ]
    let keys = [
      "ca": "otel_tls_ca_file", "certificate": "otel_tls_client_certificate_file",
      "key": "otel_tls_client_key_file",
    ]
    for (index, name) in ["ca", "certificate", "key"].enumerated() {
      let key = try XCTUnwrap(keys[name])
      // A key where a certificate belongs, and the other way round; a file without any armour; no file.
      let wrong = name == "key" ? certificates.authority : certificates.clientKey
      for content in [wrong, "no armour", nil] {
        let text = try withFolder { folder in
          var files = good
          files[name] = content
          for (file, text) in files {
            try text.write(to: folder.appending(path: file), atomically: true, encoding: .utf8)
          }
          let paths = ["ca", "certificate", "key"].map {
            "\(keys[$0] ?? ""): \(folder.appending(path: $0).path)"
          }
          return complaint((["otlp_endpoint: https://localhost:1"] + paths).joined(separator: "\n"))
        }
        let column = key.count + 3
        XCTAssertEqual(
          text?.hasPrefix("FILE:\(index + 2):\(column): \(key): expected "), true, text ?? "no error")
      }
    }
  }

  func test_filesOfTLSThatDoNotBelongTogether_areRefusedAtTheStart() throws {
    let (ours, strangers) = try (TestCertificates.make(), TestCertificates.make())
    let garbage = "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n"
    let files = [
      ("ca", "otel_tls_ca_file"), ("pem", "otel_tls_client_certificate_file"),
      ("key", "otel_tls_client_key_file"),
    ]
    let cases = [
      (
        strangers.clientKey, ours.authority,
        "4:27: otel_tls_client_key_file: expected the private key of the certificate"
      ),
      (ours.clientKey, garbage, "2:19: otel_tls_ca_file: expected certificates that can be read"),
    ]
    for (key, authority, expected) in cases {
      let text = try withFolder { folder in
        let contents = ["ca": authority, "pem": ours.client.certificateChain, "key": key]
        for (name, text) in contents {
          try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        let paths = files.map { "\($0.1): \(folder.appending(path: $0.0).path)" }
        return complaint((["otlp_endpoint: https://localhost:1"] + paths).joined(separator: "\n"))
      }
      XCTAssertEqual(text?.hasPrefix("FILE:" + expected), true, text ?? "no error")
    }
  }

  /// What starting with the settings `yaml` throws, with the path of the file replaced by FILE.
  private func complaint(_ yaml: String) -> String? {
    try? withFolder { folder in
      let path = folder.appending(path: "session-buddy.yaml").path
      try yaml.write(toFile: path, atomically: true, encoding: .utf8)
      do {
        _ = try SessionTelemetry.start(settingsAt: path, diagnostics: Diagnostics { _ in })
        return nil
      } catch {
        return "\(error)".replacing(path, with: "FILE")
      }
    }
  }
}
