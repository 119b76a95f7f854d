import Foundation
import GRPCTransport
import OTLPExporter
import OTLPReceiver
import Spool
import Telemetry
import TelemetryTesting
import XCTest

final class SpoolingTests: XCTestCase {
  func test_FS15_FS26_shutdownWithoutCollector_storesTheRest_andTheNextRunSendsIt() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      let ledger = spooling(collector, directory) { rig in
        rig.endSpans(50)
        rig.emitRecords(7)
        rig.meterProvider.meter(named: "m").counter("c").add(1)
        // A flush that did not get its turn in time has collected nothing.
        while rig.exporter.ledger.accepted.dataPoints == 0 { _ = rig.flush(within: .milliseconds(50)) }
        return rig.shutdown(within: .milliseconds(100))
      }
      XCTAssertTrue(ledger.addsUp)
      let all = ItemCounts(dataPoints: ledger.accepted.dataPoints, spans: 50, logRecords: 7)
      XCTAssertEqual(ledger.spooled, all)
      XCTAssertEqual(ledger.droppedTotal, ItemCounts())

      try collector.start()
      let next = spooling(collector, directory) { rig in
        XCTAssertTrue(collector.wait { $0.totals == all })
        return rig.shutdown()
      }
      XCTAssertTrue(next.addsUp)
      // They were none of this run's before it sent them.
      XCTAssertEqual(next.exported, all)
      XCTAssertEqual(next.accepted, next.exported)
      XCTAssertEqual(collector.totals, all)
      XCTAssertEqual(try Spool.open(at: directory).counts(), [:])
    }
  }

  func test_FS26_whatOutlastsTheRetries_isStored_andSentWhenTheCollectorIsBack() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      let ledger = try spooling(collector, directory, { $0.retry.budget = .milliseconds(30) }) { rig in
        rig.endSpans(3)
        rig.exporter.sealOpenChunks()
        eventually { rig.exporter.ledger.spooled.spans == 3 }
        rig.endSpans(4)
        try collector.start()
        XCTAssertTrue(collector.wait { $0.totals == ItemCounts(spans: 3) })
        XCTAssertTrue(rig.flush())
        return rig.shutdown()
      }

      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(ledger.exported.spans, 7)
      XCTAssertEqual(ledger.accepted.spans, 7)
      XCTAssertEqual(collector.totals.spans, 7)
      XCTAssertEqual(ledger.droppedTotal, ItemCounts())
    }
  }

  func test_FS26_outageLargerThanTheMemory_losesNothing() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      let ledger = try spooling(collector, directory, { $0.maximumQueueBytes = 40_000 }) { rig in
        for round in 1...20 {
          rig.endSpans(20)
          rig.exporter.sealOpenChunks()
          // More than half of the memory is moved to the disk before more comes.
          eventually { rig.exporter.queuedBytes <= 20_000 || round < 3 }
        }
        XCTAssertGreaterThan(rig.exporter.ledger.spooled.spans, 0)
        try collector.start()
        XCTAssertTrue(collector.wait { $0.totals == ItemCounts(spans: 400) })
        return rig.shutdown()
      }

      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(ledger.exported, ItemCounts(spans: 400))
      XCTAssertEqual(collector.totals, ItemCounts(spans: 400))
    }
  }

  func test_FS26_requestFromTheDisk_thatTheCollectorRefuses_isNotSentAgain() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      _ = spooling(collector, directory) { rig in
        rig.endSpans(2)
        return rig.shutdown(within: .zero)
      }
      collector.answer(.status(.invalidArgument))
      try collector.start()
      let ledger = spooling(collector, directory) { rig in
        eventually { rig.exporter.ledger.accepted.spans == 2 }
        return rig.shutdown()
      }

      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(ledger.droppedTotal, ItemCounts(spans: 2))
      XCTAssertEqual(collector.requests.count, 1)
      XCTAssertEqual(try Spool.open(at: directory).counts(), [:])
    }
  }

  func test_FS26_spoolThatCannotBeOpened_isToldOnce_andMemoryServes() throws {
    try withSpoolDirectory { directory in
      try Data("a file".utf8).write(to: URL(filePath: directory))
      let collector = try FakeCollector()
      defer { collector.stop() }
      let rig = Rig(collector, options: { $0.spoolDirectory = directory })
      rig.endSpans(5)
      XCTAssertTrue(rig.flush())
      eventually { !rig.said.isEmpty }
      rig.endSpans(1)
      let ledger = rig.shutdown()

      XCTAssertEqual(ledger.exported.spans, 6)
      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(
        rig.said,
        [
          "warning: \(directory): expected a directory that only this user can enter, found a file; "
            + "telemetry is kept in memory alone"
        ])
    }
  }

  func test_FS26_oldestOnDisk_isDroppedForNewer_andCounted() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      let ledger = spooling(
        collector, directory,
        { options in
          options.retry.budget = .milliseconds(5)
          options.spool.maximumBytes = 2_000
        }
      ) { rig in
        for round in 1...10 {
          rig.endSpans(1)
          rig.exporter.sealOpenChunks()
          eventually {
            let ledger = rig.exporter.ledger
            return ledger.spooled.spans + ledger.droppedTotal.spans == UInt64(round)
          }
        }
        return rig.shutdown(within: .zero)
      }

      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(ledger.dropped.keys.map(\.rawValue), ["spool_evicted"])
      XCTAssertEqual(ledger.spooled.spans + ledger.droppedTotal.spans, 10)
      XCTAssertEqual(try Spool.open(at: directory).counts()[.traces]?.items, Int(ledger.spooled.spans))
    }
  }

  /// Runs `body` with a rig that has a spool in `directory`, and lets go of both.
}
