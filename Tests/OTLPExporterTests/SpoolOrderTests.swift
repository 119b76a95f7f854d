import OTLPExporter
import OTLPReceiver
import Telemetry
import TelemetryTesting
import XCTest

/// In which order points arrive that waited on disk and in memory.
final class SpoolOrderTests: XCTestCase {
  func test_FS11_FS26_piecesOfRequestsFromTheDisk_arriveBeforeWhatWaitsInMemory() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      collector.answer { request in
        let size = request.message.count
        guard size > 16_384 else { return .ok }
        return .status(.resourceExhausted, message: "Received message larger than max (\(size) vs. 16384)")
      }
      let before = spooling(collector, directory, { $0.retry.budget = .milliseconds(50) }) { rig in
        for _ in 0..<3 {
          rig.addToSeries(1)
          XCTAssertFalse(rig.meterProvider.flush(within: .milliseconds(100)))
        }
        return rig.shutdown(within: .zero)
      }
      XCTAssertGreaterThanOrEqual(before.spooled.dataPoints, 600)
      let ledger = try spooling(collector, directory) { rig in
        rig.addToSeries(9)
        XCTAssertFalse(rig.meterProvider.flush(within: .milliseconds(100)))
        try collector.start()
        XCTAssertTrue(collector.wait { $0.totals.dataPoints == before.spooled.dataPoints + 300 })
        return rig.shutdown()
      }

      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(collector.values, collector.values.sorted())
      XCTAssertEqual(collector.values.last, 9)
    }
  }
}

extension FakeCollector {
  /// The values of all points in the order they came.
  fileprivate var values: [Int64] {
    metrics.flatMap { metric -> [Int64] in
      guard case .sum(let points, _, _) = metric.points else { return [] }
      return points.compactMap { point in
        guard case .int(let value) = point.value else { return nil }
        return value
      }
    }
  }
}

extension Rig {
  /// Adds to 300 series, which together make more than two requests of 16 KiB.
  fileprivate func addToSeries(_ amount: Int64) {
    let counter = meterProvider.meter(named: "m").counter("c")
    let note = AttributeValue.string(String(repeating: "n", count: 64))
    for index in 0..<300 { counter.add(amount, ["series": .int(Int64(index)), "note": note]) }
  }
}
