import Foundation
import OTLPReceiver
import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

/// What the SDK makes of everything a collector can do to a connection.
final class ConnectionLossTests: XCTestCase {
  func test_FS24_everyWayAConnectionEnds_deliversEachItemOnce() throws {
    let ends: [FakeCollector.Answer] = [
      .goAway(.ok), .disconnect, .withoutMessage, .reset, .goAway(.status(.unavailable)),
      .goAway(.delayed(by: .milliseconds(50), .ok)),
    ]
    for end in ends {
      try withCollector(FakeCollector(answering: end)) { telemetry, collector in
        for round in 1...3 {
          telemetry.tracer.withSpan("\(round)") { _ in }
          XCTAssertTrue(telemetry.flush(), "\(end)")
        }
        let ledger = telemetry.shutdown()

        try collector.expect(conserved: ledger, recorded: ItemCounts(spans: 3))
        XCTAssertEqual(collector.spans.map(\.name), ["1", "2", "3"], "\(end)")
      }
    }
  }

  func test_FS11_spanTheCollectorFindsTooLarge_isDroppedAndNamed() throws {
    try withCollector(FakeCollector(maximumRequestBytes: 4_096)) { telemetry, collector in
      telemetry.tracer.withSpan("large", attributes: ["text": .string(String(repeating: "x", count: 3_900))])
      { _ in }
      XCTAssertTrue(telemetry.flush())
      XCTAssertTrue(
        telemetry.health().lastProblem?.contains("a span exceeds a request") == true, "\(telemetry.health())")
      telemetry.tracer.withSpan("small") { _ in }
      let ledger = telemetry.shutdown()

      try collector.expect(conserved: ledger, recorded: ItemCounts(spans: 2))
      XCTAssertEqual(ledger.exported, ItemCounts(spans: 1))
      XCTAssertEqual(ledger.dropped, [.tooLarge: ItemCounts(spans: 1)])
    }
  }

  func test_X03_collectorAtAnyPlace_isReachedByItsEndpoint() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "c-\(UUID().uuidString.prefix(8))").path
    var places: [CollectorPlace] = [.ipv4(), .unixSocket(path: path)]
    if let collector = try? FakeCollector(at: .ipv6()) {
      collector.stop()
      places.append(.ipv6())
    }
    for place in places {
      try withCollector(FakeCollector(at: place)) { telemetry, collector in
        telemetry.tracer.withSpan("here") { _ in }
        let ledger = telemetry.shutdown()

        try collector.expect(conserved: ledger, recorded: ItemCounts(spans: 1))
      }
    }
  }

  /// `localhost` is looked up by gRPC, whether it is said as a URL or in gRPC's own way.
  func test_X03_collectorByItsName_isReached() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    for text in ["http://localhost:\(collector.port)", "dns:///localhost:\(collector.port)"] {
      var settings = TelemetrySettings()
      settings.endpoint = try CollectorEndpoint(text, insecure: true)
      XCTAssertEqual(settings.endpoint.target, "dns:///localhost:\(collector.port)")
      let told = Told()
      let telemetry = try SessionTelemetry(settings, diagnostics: told.diagnostics)
      telemetry.tracer.withSpan(text) { _ in }

      XCTAssertEqual(telemetry.shutdown().exported, ItemCounts(spans: 1), "\(told.all)")
    }
    XCTAssertEqual(collector.spans.count, 2)
  }

  private func withCollector(
    _ collector: FakeCollector,
    _ body: (SessionTelemetry, FakeCollector) throws -> Void
  ) throws {
    defer { collector.stop() }
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    let telemetry = try SessionTelemetry(settings, diagnostics: Diagnostics { _ in })
    defer { telemetry.shutdown() }
    try body(telemetry, collector)
  }
}
