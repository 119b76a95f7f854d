import Foundation
import GRPCTransport
import OTLPReceiver
import SessionBuddyTelemetry
import Settings
import TelemetryTesting
import TestSupport
import XCTest

/// Certificates that are replaced while the process runs (FS-27).
final class TLSRotationTests: XCTestCase {
  func test_FS27_collectorOfAnotherAuthority_costsOneFailedExport_whenTheFileHasIt() throws {
    let (old, new) = try (TestCertificates.make(), TestCertificates.make())
    try withTraffic(old, server: .tls(old.server)) { traffic in
      try traffic.send(3)
      try traffic.collector.restart(with: .tls(new.server))
      try traffic.write(new.authority, to: .authority)
      try traffic.send(3)

      XCTAssertEqual(traffic.collector.spans.count, 6)
      traffic.expectOneFailedHandshake("not signed by a trusted authority")
    }
  }

  func test_FS27_newAuthority_isUsedWithinAMinute_andCostsNoExport() throws {
    let (old, new) = try (TestCertificates.make(), TestCertificates.make())
    try withTraffic(old, server: .tls(old.server)) { traffic in
      try traffic.send(1)
      try traffic.write(old.authority + new.authority, to: .authority)
      try traffic.pass(.seconds(60))
      try traffic.send(1)
      try traffic.collector.restart(with: .tls(new.server))
      // The connection that broke is made again with the first request; none is refused for want of trust.
      try traffic.send(2)

      XCTAssertEqual(traffic.collector.spans.count, 4)
      XCTAssertFalse(traffic.told.all.contains { $0.contains("authority") }, "\(traffic.told.all)")
    }
  }

  func test_FS27_clientCertificateRotated_isShownFromTheNextHandshakeOn() throws {
    let (old, new) = try (TestCertificates.make(), TestCertificates.make())
    try withTraffic(old, server: .tls(old.server, clientRoots: old.authority)) { traffic in
      try traffic.send(2)
      try traffic.collector.restart(with: .tls(old.server, clientRoots: new.authority))
      try traffic.write(new.client.certificateChain, to: .certificate)
      try traffic.write(new.clientKey, to: .key)
      try traffic.send(2)

      XCTAssertEqual(traffic.collector.spans.count, 4)
      traffic.expectOneFailedHandshake("closed the connection")
      XCTAssertFalse(traffic.told.all.contains { $0.contains("PRIVATE KEY") })
    }
  }

  func test_FS27_halfWrittenFile_keepsTheLastGoodOne_andIsToldOnce() throws {
    let (old, new) = try (TestCertificates.make(), TestCertificates.make())
    let half = String(new.authority.prefix(new.authority.count / 2))
    try withTraffic(old, server: .tls(old.server)) { traffic in
      for text in ["", half, half, "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n"] {
        try traffic.write(text, to: .authority)
        try traffic.pass(.seconds(60))
        // A new connection, so that it is made with what is used now.
        try traffic.collector.restart(with: .tls(old.server))
        try traffic.send(1)
      }
      try traffic.write(new.authority, to: .authority)
      try traffic.collector.restart(with: .tls(new.server))
      try traffic.pass(.seconds(60))
      try traffic.send(1)

      XCTAssertEqual(traffic.collector.spans.count, 5)
      let kept = traffic.told.all.filter { $0.hasSuffix("what was read before stays in use") }
      XCTAssertEqual(kept.count, 3, "\(traffic.told.all)")
      XCTAssertTrue(kept.allSatisfy { $0.hasPrefix("otel_tls_ca_file: expected ") }, "\(kept)")
      XCTAssertTrue(kept.dropFirst().first?.contains("found text that breaks off") == true, "\(kept)")
    }
  }

  func test_FS27_certificateWithoutItsKey_isNotUsed_untilTheKeyIsThere() throws {
    let (old, new) = try (TestCertificates.make(), TestCertificates.make())
    try withTraffic(old, server: .tls(old.server, clientRoots: old.authority)) { traffic in
      try traffic.write(new.client.certificateChain, to: .certificate)
      try traffic.pass(.seconds(60))
      try traffic.send(1)
      XCTAssertEqual(
        traffic.told.all,
        [
          "otel_tls_client_key_file: expected the private key of the certificate, found another one, or one of both "
            + "cannot be read; what was read before stays in use"
        ])
      try traffic.collector.restart(with: .tls(old.server, clientRoots: new.authority))
      try traffic.write(new.clientKey, to: .key)
      try traffic.pass(.seconds(60))
      try traffic.send(1)

      XCTAssertEqual(traffic.collector.spans.count, 2)
    }
  }

  func test_FS27_expiredCertificateOfTheCollector_isNamed_andExportGoesOnOnceRenewed() throws {
    let (old, new) = try (TestCertificates.make(serverDays: -1), TestCertificates.make())
    let made = try XCTUnwrap(Certificate(pem: old.server.certificateChain))
    try withTraffic(old, server: .tls(old.server)) { traffic in
      try traffic.send(1)
      XCTAssertEqual(traffic.collector.spans.count, 0)
      try traffic.write(new.authority, to: .authority)
      try traffic.collector.restart(with: .tls(new.server))
      // The files are read again a minute after the first failure, and the pauses grow to half of that.
      try traffic.pass(.seconds(120))
      try traffic.send(1)

      XCTAssertEqual(traffic.collector.spans.count, 2)
      traffic.expectTroubles("expired on \(made.notAfter)", "takes telemetry again")
    }
  }

  func test_FS27_expiredClientCertificate_isNamed_andExportGoesOnOnceRenewed() throws {
    let (old, new) = try (TestCertificates.make(clientDays: -1), TestCertificates.make())
    let made = try XCTUnwrap(Certificate(pem: old.client.certificateChain))
    try withTraffic(old, server: .tls(old.server, clientRoots: old.authority + new.authority)) { traffic in
      try traffic.send(1)
      XCTAssertEqual(traffic.collector.spans.count, 0)
      try traffic.write(new.client.certificateChain, to: .certificate)
      try traffic.write(new.clientKey, to: .key)
      try traffic.pass(.seconds(120))
      try traffic.send(1)

      XCTAssertEqual(traffic.collector.spans.count, 2)
      XCTAssertEqual(
        traffic.told.all.first,
        "otel_tls_client_certificate_file: the first certificate expired on \(made.notAfter)")
      traffic.expectTroubles("the client certificate expired on \(made.notAfter)", "takes telemetry again")
    }
  }
}
