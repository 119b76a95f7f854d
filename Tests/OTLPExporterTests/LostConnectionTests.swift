import OTLPExporter
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// Connections that break without a word: a cable, a firewall that forgets, a machine that is gone.
final class LostConnectionTests: XCTestCase {
  func test_FS8_connectionThatIsLostSilently_isMadeAnewAfterOneCall() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    let relay = try Relay(to: collector.port)
    let rig = Rig(
      collector,
      options: { options in
        options.target = "ipv4:127.0.0.1:\(relay.port)"
        options.timeout = .milliseconds(300)
      })
    for round in 1...3 {
      rig.endSpans(1)
      XCTAssertTrue(rig.flush())
      XCTAssertEqual(relay.connectionCount, round)
      relay.loseConnections()
    }

    // Each time one attempt got no answer, and the next one was made over a connection of its own.
    XCTAssertEqual(collector.spans.count, 3)
    try collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(spans: 3))
  }

  /// Whose attempts have a shorter time than those of the other signals.
  func test_FS8_connectionOfMetricsAlone_isMadeAnewToo() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    let relay = try Relay(to: collector.port)
    let rig = Rig(
      collector,
      options: { options in
        options.target = "ipv4:127.0.0.1:\(relay.port)"
        options.metricsTimeout = .milliseconds(300)
      })
    let counter = rig.meterProvider.meter(named: "m").counter("c")
    for round in 1...3 {
      counter.add(1)
      XCTAssertTrue(rig.flush())
      XCTAssertEqual(relay.connectionCount, round)
      relay.loseConnections()
    }

    try collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(dataPoints: 3))
  }
}
