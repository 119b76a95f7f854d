import OTLPExporter
import OTLPReceiver
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// Collectors that are somewhere else than before, and exporters that have not spoken to theirs for long.
final class MovedCollectorTests: XCTestCase {
  func test_FS9_collectorThatMovesToAnotherAddress_isFoundByItsName() throws {
    let old = try FakeCollector()
    defer { old.stop() }
    let new = try FakeCollector(at: .ipv6(port: old.port), running: false)
    defer { new.stop() }
    let names = try NameServer(answering: .ipv4)
    let rig = Rig(
      old,
      options: {
        $0.target = "dns://127.0.0.1:\(names.port)/collector.test:\(old.port)"
        $0.channel.minimumLookupPause = .milliseconds(100)
      })
    rig.endSpans(3)
    XCTAssertTrue(rig.flush())
    XCTAssertEqual(old.totals, ItemCounts(spans: 3))

    old.stop()
    names.answer(.ipv6)
    try new.start()
    rig.endSpans(4)
    XCTAssertTrue(rig.flush(within: .seconds(60)))
    let ledger = rig.shutdown()

    XCTAssertEqual(new.totals, ItemCounts(spans: 4))
    try expect(ledger, of: [old, new], recorded: ItemCounts(spans: 7))
  }

  func test_FS9_collectorThatReplacesAnotherAtItsSocket_isFoundThere() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "m-\(UUID().uuidString.prefix(8))").path
    let old = try FakeCollector(at: .unixSocket(path: path))
    defer { old.stop() }
    let rig = Rig(old, options: { $0.target = "unix:\(path)" })
    rig.endSpans(3)
    XCTAssertTrue(rig.flush())

    old.stop()
    let new = try FakeCollector(at: .unixSocket(path: path))
    defer { new.stop() }
    rig.endSpans(4)
    XCTAssertTrue(rig.flush(within: .seconds(60)))
    let ledger = rig.shutdown()

    XCTAssertEqual(new.totals, ItemCounts(spans: 4))
    try expect(ledger, of: [old, new], recorded: ItemCounts(spans: 7))
  }

  func test_FS9_halfAnHourOfSilence_costsNoRequest_andTheNextExportNoSecondAttempt() throws {
    let clock = ManualClock()
    // The last connection is closed by the collector, as gateways close idle ones.
    let collector = try FakeCollector(answering: .ok, .goAway(.ok))
    defer { collector.stop() }
    let rig = Rig(collector, clock: clock)
    XCTAssertTrue(clock.waitForSleepers())
    for number in 1...2 { export(request: number, with: rig) }
    XCTAssertTrue(clock.run(for: .seconds(1_800), inStepsOf: .seconds(10)))
    XCTAssertEqual(collector.requests.count, 2)

    export(request: 3, with: rig)
    XCTAssertEqual(Set(collector.requests.map(\.peer)).count, 2)
    try collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(spans: 3))
    XCTAssertEqual(rig.exporter.ledger.exported, ItemCounts(spans: 3))
  }

  /// Sends a span in one attempt, without a flush, which would wait for a clock that stands.
  private func export(request number: Int, with rig: Rig) {
    rig.endSpans(1)
    rig.exporter.sealOpenChunks()
    XCTAssertTrue(rig.collector.waitForRequests(number))
    let end = ContinuousClock.now + .seconds(30)
    while rig.exporter.ledger.exported.spans < number, ContinuousClock.now < end { sched_yield() }
    XCTAssertEqual(rig.collector.requests.count, number)
    XCTAssertEqual(rig.exporter.ledger.exported, ItemCounts(spans: UInt64(number)))
  }

  /// What `collectors` have taken together is what the ledger says, and all that was recorded.
  private func expect(_ ledger: Ledger, of collectors: [FakeCollector], recorded: ItemCounts) throws {
    XCTAssertTrue(ledger.addsUp, "\(ledger)")
    XCTAssertEqual(ledger.accepted, recorded)
    XCTAssertEqual(ledger.exported, recorded)
    XCTAssertEqual(collectors.map(\.totals).reduce(ItemCounts(), +), recorded)
  }
}
