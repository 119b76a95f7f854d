import Foundation
import OTLPExporter
import OTLPReceiver
import Spool
import Synchronization
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// A spool whose file refuses, is locked, or is damaged while it is in use.
final class SpoolTroubleTests: XCTestCase {
  func test_FS26_diskThatCanOnlyBeRead_isToldOnce_andOnceWhenItTakesSomethingAgain() throws {
    try withSpoolDirectory { directory in
      _ = try Spool.open(at: directory)
      let file = SpoolFile(directory)
      try file.change(
        "CREATE TRIGGER full BEFORE INSERT ON request BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
      try withClockedSpooling(directory) { rig, clock in
        for _ in 0..<20 {
          rig.endSpans(1)
          rig.exporter.sealOpenChunks()
          XCTAssertTrue(clock.run(for: .seconds(60), inStepsOf: .seconds(10)))
        }
        let troubles = rig.said.filter { $0.contains("spool") || $0.contains("the disk is full") }
        XCTAssertEqual(
          troubles, ["warning: \(directory): the disk is full; telemetry is kept in memory alone"])
        try file.change("DROP TRIGGER full")
        for _ in 0..<3 {
          rig.endSpans(1)
          rig.exporter.sealOpenChunks()
          XCTAssertTrue(clock.run(for: .seconds(60), inStepsOf: .seconds(10)))
        }
        XCTAssertGreaterThan(rig.exporter.ledger.spooled.spans, 0)
        XCTAssertEqual(rig.said.last, "info: \(directory): the spool works again")
      }
    }
  }

  func test_FS26_answeredRequest_isNotSentAgain_thoughTheFileWasLocked() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      _ = spooling(collector, directory) { rig in
        rig.endSpans(1)
        return rig.shutdown(within: .zero)
      }
      let ledger = try spooling(collector, directory, { $0.spool.busyTimeout = .milliseconds(10) }) { rig in
        // It is taken from the disk before anybody listens.
        eventually { rig.exporter.queuedBytes > 0 }
        try SpoolFile(directory).whileLocked {
          try collector.start()
          eventually { rig.exporter.ledger.exported.spans == 1 }
          eventually { rig.said.contains { $0.contains("keeps the spool locked") } }
        }
        return rig.shutdown()
      }

      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(collector.totals.spans, 1)
      XCTAssertEqual(try Spool.open(at: directory).counts(), [:])
    }
  }

  func test_FS26_shutdownBesideALockedFile_asksItOnce_andBooksTheRest() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      let neighbour = Neighbour()
      var single = BatchOptions()
      single.maximumBatchSize = 1
      let rig = Rig(
        collector,
        options: {
          $0.spoolDirectory = directory
          $0.spool.busyTimeout = .milliseconds(10)
        }, spans: single, told: { neighbour.letGo() })
      rig.endSpans(5)
      // The file has been looked at by then.
      eventually { !rig.said.isEmpty }
      neighbour.lock(directory)
      let ledger = rig.shutdown(within: .zero)

      // The lock has ended with this line, so whoever asked again would have stored something.
      XCTAssertEqual(
        rig.said.last,
        "warning: \(directory): another process keeps the spool locked; telemetry is kept in memory alone")
      XCTAssertEqual(ledger.dropped, [.shutdown: ItemCounts(spans: 5)])
      XCTAssertTrue(ledger.addsUp)
    }
  }

  func test_FS26_requestLargerThanTheSpool_isNoReasonToLoseTheOthersAtTheEnd() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      let ledger = spooling(collector, directory, { $0.spool.maximumBytes = 15_000 }) { rig in
        let payload = AttributeValue.string(String(repeating: "p", count: 20_000))
        rig.tracerProvider.tracer(named: "rig").startSpan("large", attributes: ["payload": payload]).end()
        rig.exporter.sealOpenChunks()
        rig.endSpans(3)
        return rig.shutdown(within: .zero)
      }

      XCTAssertEqual(ledger.dropped, [.shutdown: ItemCounts(spans: 1)])
      XCTAssertEqual(ledger.spooled, ItemCounts(spans: 3))
    }
  }

  func test_FS26_fileThatIsDamagedMeanwhile_costsWhatItDamages_andIsBooked() throws {
    try withSpoolDirectory { directory in
      try withClockedSpooling(directory) { rig, clock in
        storeFiveRequests(of: rig, clock)
        let file = SpoolFile(directory)
        try file.spoil("request", "UPDATE request SET checksum = 1 WHERE id = 3")
        try file.spoilIndex("request_age")
        rig.endSpans(1)
        rig.exporter.sealOpenChunks()
        XCTAssertTrue(clock.run(for: .seconds(300), inStepsOf: .seconds(10)))
        XCTAssertTrue(
          rig.said.contains { $0.contains("with 4 of its requests; 1 could not be read") }, "\(rig.said)")
        rig.collector.answer { _ in .ok }
        XCTAssertTrue(clock.run(for: .seconds(120), inStepsOf: .seconds(10)))

        let ledger = rig.exporter.ledger
        XCTAssertEqual(ledger.accepted.spans, 6)
        XCTAssertEqual(ledger.exported.spans, 5)
        XCTAssertEqual(ledger.dropped[.spoolDamaged]?.spans, 1)
        XCTAssertEqual(rig.collector.totals.spans, 5)
      }
    }
  }

  func test_FS26_damageThatIsMetBehindAnAnswer_isBookedToo() throws {
    try withSpoolDirectory { directory in
      try withClockedSpooling(directory) { rig, clock in
        storeFiveRequests(of: rig, clock)
        let isSpoiled = Mutex(false)
        rig.collector.answer { _ in
          let wasSpoiled = isSpoiled.withLock { isSpoiled in
            defer { isSpoiled = true }
            return isSpoiled
          }
          guard !wasSpoiled else { return .ok }
          do {
            let file = SpoolFile(directory)
            try file.spoil("request", "UPDATE request SET checksum = 1 WHERE id = 3")
            try file.spoilIndex("request_age")
          } catch {
            XCTFail("\(error)")
          }
          return .ok
        }
        XCTAssertTrue(clock.run(for: .seconds(300), inStepsOf: .seconds(10)))

        let ledger = rig.exporter.ledger
        XCTAssertEqual(ledger.spooled, ItemCounts(), "\(rig.said)")
        XCTAssertEqual(ledger.exported.spans, 4)
        XCTAssertEqual(ledger.dropped[.spoolDamaged]?.spans, 1)
        XCTAssertEqual(rig.collector.totals.spans, 4)
      }
    }
  }

  /// One span each, which waits in vain and goes to the disk.
  private func storeFiveRequests(of rig: Rig, _ clock: ManualClock) {
    for _ in 0..<5 {
      rig.endSpans(1)
      rig.exporter.sealOpenChunks()
      XCTAssertTrue(clock.run(for: .seconds(70), inStepsOf: .seconds(10)))
    }
    XCTAssertEqual(rig.exporter.ledger.spooled.spans, 5)
  }

  /// A rig whose collector refuses, and whose requests go to the disk after a minute; its books add up at the end.
  private func withClockedSpooling(_ directory: String, _ body: (Rig, ManualClock) throws -> Void) throws {
    let clock = ManualClock()
    let collector = try FakeCollector(otherwise: .status(.unavailable))
    defer { collector.stop() }
    let rig = Rig(
      collector,
      options: {
        $0.spoolDirectory = directory
        $0.retry.budget = .seconds(60)
      },
      clock: clock)
    XCTAssertTrue(clock.waitForSleepers())
    try body(rig, clock)
    let ledger = rig.exporter.ledger
    XCTAssertTrue(ledger.addsUp, "\(ledger)")
  }
}

/// Another process that keeps the file of a spool locked.
private final class Neighbour: Sendable {
  private let isHolding = Mutex(false)
  private let mayLetGo = DispatchSemaphore(value: 0)
  private let hasLetGo = DispatchSemaphore(value: 0)

  func lock(_ directory: String) {
    let isLocked = DispatchSemaphore(value: 0)
    isHolding.withLock { $0 = true }
    Thread.detachNewThread { [mayLetGo, hasLetGo] in
      do {
        try SpoolFile(directory).whileLocked {
          isLocked.signal()
          mayLetGo.wait()
        }
      } catch {
        XCTFail("\(error)")
        isLocked.signal()
      }
      hasLetGo.signal()
    }
    isLocked.wait()
  }

  func letGo() {
    let isHolding = isHolding.withLock { isHolding in
      defer { isHolding = false }
      return isHolding
    }
    guard isHolding else { return }
    mayLetGo.signal()
    hasLetGo.wait()
  }
}
