import OTLPExporter
import OTLPReceiver
import Telemetry
import TelemetryTesting
import XCTest

/// Requests that come from the disk and are too large for the collector.
final class CutSpooledRequestTests: XCTestCase {
  func test_FS11_FS26_collectorThatTakesNothing_isNotAskedForEverFromTheDisk() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      collector.answer { request in
        let size = request.message.count
        return .tooLarge(size, maximum: size - 1)
      }
      _ = spooling(collector, directory) { rig in
        rig.endSpans(500, bytes: 400)
        return rig.shutdown(within: .zero)
      }
      try collector.start()
      let ledger = spooling(collector, directory) { rig in
        eventually { rig.exporter.ledger.dropped.values.reduce(0) { $0 + $1.spans } == 500 }
        return rig.shutdown()
      }

      XCTAssertTrue(ledger.addsUp)
      XCTAssertLessThan(collector.requests.count, 500)
    }
  }

  func test_FS11_FS26_requestsFromTheDisk_areCutThere() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector.refusing(above: 32_768, running: false)
      defer { collector.stop() }
      let before = spooling(collector, directory) { rig in
        rig.endSpans(500, bytes: 400)
        return rig.shutdown(within: .zero)
      }
      XCTAssertEqual(before.spooled, ItemCounts(spans: 500))
      try collector.start()
      let ledger = spooling(collector, directory) { rig in
        XCTAssertTrue(collector.wait { $0.totals == ItemCounts(spans: 500) })
        return rig.shutdown()
      }

      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(ledger.exported, ItemCounts(spans: 500))
      XCTAssertEqual(Set(collector.spans.map(\.name)), Set((0..<500).map { "span\($0)" }))
      XCTAssertEqual(collector.refusals, 1)
    }
  }
}
