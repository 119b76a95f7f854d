import GRPCTransport
import OTLPReceiver
import SessionBuddyTelemetry
import Synchronization
import TestSupport
import XCTest

/// Settings that ask for TLS, against a collector with a certificate of its own.
final class TLSTests: XCTestCase {
  func test_X04_X07_mutualTLS_fromTheSettingsFiles_delivers() throws {
    let certificates = try TestCertificates.make()
    try withCollector(.tls(certificates.server, clientRoots: certificates.authority)) { port, received in
      try withFiles([
        "ca.pem": certificates.authority,
        "client.pem": certificates.client.certificateChain,
        "client.key": certificates.clientKey,
      ]) { folder in
        var settings = TelemetrySettings()
        settings.endpoint = try CollectorEndpoint("https://localhost:\(port)")
        settings.tlsCAFile = folder + "/ca.pem"
        settings.tlsClientCertificateFile = folder + "/client.pem"
        settings.tlsClientKeyFile = folder + "/client.key"
        let telemetry = try SessionTelemetry(settings)
        telemetry.record(Records.session("s1"))
        let ledger = telemetry.shutdown(within: .seconds(20))

        XCTAssertGreaterThan(ledger.exported.dataPoints, 0)
        XCTAssertEqual(ledger.exported, received())
      }
    }
  }

  func test_X07_unknownAuthority_isNamedAsTheCause() throws {
    let certificates = try TestCertificates.make()
    let strangers = try TestCertificates.make()
    try withCollector(.tls(certificates.server)) { port, received in
      try withFiles(["ca.pem": strangers.authority]) { folder in
        var settings = TelemetrySettings()
        settings.endpoint = try CollectorEndpoint("https://localhost:\(port)")
        settings.tlsCAFile = folder + "/ca.pem"
        let told = Told()
        let telemetry = try SessionTelemetry(settings, diagnostics: told.diagnostics)
        telemetry.record(Records.session("s1"))
        let ledger = telemetry.shutdown(within: .seconds(1))

        XCTAssertTrue(ledger.addsUp)
        XCTAssertEqual(ledger.exported, ItemCounts())
        XCTAssertEqual(received(), ItemCounts())
        XCTAssertTrue(told.all.first?.contains("not signed by a trusted authority") == true, "\(told.all)")
      }
    }
  }

  /// Runs `body` with the port of a collector and with what it has taken so far.
  private func withCollector(
    _ credentials: ServerCredentials,
    _ body: (Int, () -> ItemCounts) throws -> Void
  ) throws {
    let counts = Counts()
    let receiver = try Receiver("127.0.0.1:0", credentials, 1 << 20, nil, SystemClock()) { request in
      counts.add(request.itemCount, of: request.signal)
      return .ok
    }
    defer { receiver.stop(within: .zero) }
    try body(receiver.port) { counts.all }
  }

  private func withFiles(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }
    try body(folder.path)
  }

  private final class Counts: Sendable {
    private let counts = Mutex(ItemCounts())
    var all: ItemCounts { counts.withLock { $0 } }
    func add(_ count: Int, of signal: TelemetrySignal) {
      counts.withLock { $0[signal] += UInt64(count) }
    }
  }
}
