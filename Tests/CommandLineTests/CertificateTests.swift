import CollectorCheck
import GRPCTransport
import OTLPReceiver
import SessionBuddyTelemetry
import TestSupport
import XCTest

/// What is read out of certificates, whoever made them.
final class CertificateTests: XCTestCase {
  func test_certificateOfOpenSSL_isRead() throws {
    let ours = try TestCertificates.make()
    let server = try XCTUnwrap(Certificate(pem: ours.server.certificateChain))
    XCTAssertEqual(server.names, ["localhost", "127.0.0.1"])
    XCTAssertEqual(server.subject, "server")
    XCTAssertEqual(server.issuer, "authority")
    XCTAssertEqual(server.notAfter.days(after: server.notBefore), 1)
    XCTAssertFalse(server.isSelfIssued)

    let authority = try XCTUnwrap(Certificate(pem: ours.authority))
    XCTAssertEqual(authority.names, [])
    XCTAssertTrue(authority.isSelfIssued)
  }

  func test_times_areWrittenAsDates() {
    let dates = [
      0: "1970-01-01", 951_782_400: "2000-02-29", 1_735_689_599: "2024-12-31", 4_102_444_800: "2100-01-01",
      -1: "1969-12-31",
    ]
    for (seconds, text) in dates { XCTAssertEqual("\(CertificateTime(seconds: seconds))", text) }
  }

  func test_nonsense_isNoCertificate() {
    XCTAssertNil(Certificate(pem: ""))
    XCTAssertNil(Certificate(pem: "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n"))
    XCTAssertNil(Certificate(pem: "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n"))
    XCTAssertNil(Certificate(der: [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x30]))
    XCTAssertNil(Certificate(der: [0x30, 0x80]))
  }

  /// What comes back does not matter; that something comes back does.
  func test_brokenCertificates_breakNothing() throws {
    let pem = try TestCertificates.make().server.certificateChain
    let lines = pem.split(separator: "\n").prefix { !$0.hasPrefix("-----END") }.dropFirst()
    let good = try XCTUnwrap(Data(base64Encoded: lines.joined())).map(\.self)
    XCTAssertNotNil(Certificate(der: good))
    for count in 0..<good.count { XCTAssertNil(Certificate(der: Array(good.prefix(count)))) }
    var generator = SystemRandomNumberGenerator()
    for index in good.indices {
      for value in [0x00, 0x7F, 0x80, 0x84, 0xFF, UInt8.random(in: 0...255, using: &generator)] {
        var broken = good
        broken[index] = value
        if let certificate = Certificate(der: broken) {
          XCTAssertFalse(certificate.names.joined().contains("\u{1B}"))
          _ = "\(certificate.notBefore) \(certificate.notAfter)"
        }
      }
    }
  }

  func test_trustedCertificate_withDaysLeft_isWell_andWithFewIsWarnedOf() throws {
    let ours = try TestCertificates.make()
    let made = try XCTUnwrap(Certificate(pem: ours.server.certificateChain))
    try withTool { tool in
      let authority = try tool.write(ours.authority, to: "ca.pem")
      try withServer(.tls(ours.server, clientRoots: nil)) { port in
        let settings = try SettingsLoader(environment: [:]).load(.none) { settings throws(SettingsError) in
          settings.endpoint = try CollectorEndpoint("https://127.0.0.1:\(port)")
          settings.tlsCAFile = authority
        }
        let expected: [(days: Int, CheckStage.Outcome, String)] = [
          (30, .ok, "30 days left"), (14, .ok, "14 days left"), (13, .warning, "13 days left"),
          (1, .warning, "1 day left"), (-1, .warning, "over"),
        ]
        for (days, outcome, rest) in expected {
          let now = Double(made.notAfter.seconds - days * 86_400)
          let report = CollectorCheck.run(.success(settings), environment: [:], now: now)
          let stage = try XCTUnwrap(report.stages.first { $0.name == .tls })
          XCTAssertEqual(stage.outcome, outcome)
          XCTAssertTrue(stage.details.contains { $0.hasSuffix(", " + rest) }, "\(stage.details)")
          XCTAssertTrue(report.isOK)
        }
      }
    }
  }

  func test_expiredCertificate_isSaidToBeExpired_whenItIsNotTrusted() throws {
    let ours = try TestCertificates.make()
    let made = try XCTUnwrap(Certificate(pem: ours.server.certificateChain))
    try withServer(.tls(ours.server, clientRoots: nil)) { port in
      let settings = try SettingsLoader(environment: [:]).load(.none) { settings throws(SettingsError) in
        settings.endpoint = try CollectorEndpoint("https://127.0.0.1:\(port)")
      }
      let day = 86_400
      let hints = [
        made.notAfter.seconds + day: "It expired on ", made.notBefore.seconds - day: "It is valid only",
      ]
      for (now, hint) in hints {
        let report = CollectorCheck.run(
          .success(settings), environment: [:], now: Double(now))
        let stage = try XCTUnwrap(report.stages.first { $0.name == .tls })
        XCTAssertEqual(stage.hint?.hasPrefix(hint), true, stage.hint ?? "")
      }
    }
  }
}
