import OTLPExporter
import OTLPReceiver
import Spool
import Telemetry
import TelemetryTesting
import XCTest

/// What moves between memory and disk while both are in use.
final class SpoolPressureTests: XCTestCase {
  func test_FS26_diskThatTakesNoRequest_costsNoneThatMemoryHasRoomFor() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      let ledger = try spooling(
        collector, directory,
        {
          $0.maximumQueueBytes = 40_000
          $0.spool.maximumBytes = 100
        }
      ) { rig in
        for round in 1... {
          rig.endSpans(20)
          rig.exporter.sealOpenChunks()
          // More than is moved to a disk that takes it, and less than there is room for.
          if rig.exporter.queuedBytes > 32_000 { break }
          XCTAssertLessThan(round, 100)
        }
        eventually { rig.said.contains { $0.contains("100 bytes") } }
        XCTAssertEqual(rig.exporter.ledger.droppedTotal, ItemCounts())
        try collector.start()
        XCTAssertTrue(rig.flush())
        return rig.shutdown()
      }

      XCTAssertEqual(ledger.exported, ledger.accepted)
      XCTAssertEqual(collector.totals, ledger.accepted)
    }
  }

  /// It has not failed, and yet nothing gets through.
  func test_FS26_collectorThatHangs_losesNothing() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector()
      defer { collector.stop() }
      collector.answer { _ in .never }
      let ledger = spooling(collector, directory, { $0.maximumQueueBytes = 40_000 }) { rig in
        for round in 1...20 {
          rig.endSpans(20)
          rig.exporter.sealOpenChunks()
          eventually { rig.exporter.queuedBytes <= 30_000 || round < 3 }
        }
        XCTAssertGreaterThan(rig.exporter.ledger.spooled.spans, 0)
        XCTAssertEqual(rig.exporter.ledger.droppedTotal, ItemCounts())
        XCTAssertFalse(rig.exporter.condition.isFailing)
        return rig.shutdown(within: .milliseconds(200))
      }

      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(ledger.spooled, ItemCounts(spans: 400))
    }
  }

  func test_FS26_diskIsDrained_whileThereIsAlwaysSomethingInMemory() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      for _ in 0..<3 {
        _ = spooling(collector, directory) { rig in
          rig.endSpans(1, named: "old")
          return rig.shutdown(within: .zero)
        }
      }
      var single = BatchOptions()
      single.maximumBatchSize = 1
      let rig = Rig(
        collector,
        options: {
          $0.spoolDirectory = directory
          $0.maximumConcurrentExports = 1
        }, spans: single)
      _ = rig.worker.perform(until: .distantFuture) { rig.endSpans(20, named: "new") }
      try collector.start()
      XCTAssertTrue(collector.wait { $0.totals.spans == 23 })

      // One of the disk whenever the one before is settled; they are the older ones.
      let names = collector.spans.map { $0.name.prefix(3) }
      XCTAssertLessThan(try XCTUnwrap(names.lastIndex(of: "old")), 10)
      let ledger = rig.shutdown()
      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(ledger.exported, ItemCounts(spans: 23))
    }
  }

  func test_FS26_pointsOfASeries_arriveInOrder_whereverTheyWaited() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      let ledger = try spooling(collector, directory, { $0.retry.budget = .milliseconds(50) }) { rig in
        let counter = rig.meterProvider.meter(named: "m").counter("c")
        for _ in 0..<4 {
          counter.add(1)
          // Collected while nobody listens; the budget ends in time, and then it is on disk.
          XCTAssertFalse(rig.meterProvider.flush(within: .milliseconds(100)))
        }
        XCTAssertGreaterThan(rig.exporter.ledger.spooled.dataPoints, 0)
        try collector.start()
        counter.add(1)
        eventually { rig.exporter.ledger.spooled.dataPoints == 0 }
        XCTAssertTrue(rig.flush())
        return rig.shutdown()
      }

      XCTAssertTrue(ledger.addsUp)
      let values = collector.metrics.compactMap { metric -> Int64? in
        guard case .sum(let points, _, _) = metric.points, case .int(let value)? = points.first?.value else {
          return nil
        }
        return value
      }
      XCTAssertGreaterThan(values.count, 1)
      XCTAssertEqual(values, values.sorted())
      XCTAssertEqual(values.last, 5)
    }
  }
}

extension Rig {
  fileprivate func endSpans(_ count: Int, named name: String) {
    let tracer = tracerProvider.tracer(named: "rig")
    for index in 0..<count { tracer.startSpan("\(name)\(index)").end() }
  }
}
