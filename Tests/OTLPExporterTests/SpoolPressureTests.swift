import Foundation
import OTLPExporter
import OTLPReceiver
import Spool
import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// What moves between memory and disk while both are in use.
final class SpoolPressureTests: XCTestCase {
  func test_FS26_diskThatTakesNoRequest_costsNoneThatMemoryHasRoomFor() throws {
    try withSpoolDirectory { directory in
      try Data("a file".utf8).write(to: URL(filePath: directory))
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      let ledger = try spooling(
        collector, directory,
        { $0.maximumQueueBytes = 40_000 }
      ) { rig in
        for round in 1... {
          rig.endSpans(20)
          rig.exporter.sealOpenChunks()
          // More than is moved to a disk that takes it, and less than there is room for.
          if rig.exporter.queuedBytes > 32_000 { break }
          XCTAssertLessThan(round, 100)
        }
        eventually { rig.said.contains { $0.contains("kept in memory alone") } }
        XCTAssertEqual(rig.exporter.ledger.droppedTotal, ItemCounts())
        try collector.start()
        XCTAssertTrue(rig.flush())
        return rig.shutdown()
      }

      XCTAssertEqual(ledger.exported, ledger.accepted)
      XCTAssertEqual(collector.totals, ledger.accepted)
    }
  }

  func test_FS26_requestLargerThanTheSpool_holdsUpNoOther() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      let ledger = try spooling(
        collector, directory,
        {
          $0.maximumQueueBytes = 60_000
          $0.spool.maximumBytes = 15_000
        }
      ) { rig in
        let payload = AttributeValue.string(String(repeating: "p", count: 20_000))
        rig.tracerProvider.tracer(named: "rig").startSpan("large", attributes: ["payload": payload]).end()
        rig.exporter.sealOpenChunks()
        for _ in 0..<9 {
          rig.endSpans(20)
          rig.exporter.sealOpenChunks()
        }
        eventually { rig.exporter.queuedBytes <= 30_000 }
        XCTAssertGreaterThan(rig.exporter.ledger.spooled.spans, 0)
        XCTAssertEqual(rig.exporter.ledger.dropped[.queueFull], nil)
        try collector.start()
        eventually { rig.exporter.ledger.spooled.spans == 0 }
        XCTAssertTrue(rig.flush())
        return rig.shutdown()
      }

      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(ledger.exported.spans + (ledger.dropped[.spoolEvicted]?.spans ?? 0), 181)
      XCTAssertEqual(collector.totals, ledger.exported)
      XCTAssertEqual(collector.spans.count { $0.name == "large" }, 1)
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

  /// A handler of diagnostics runs on the thread that stores, in the middle of it.
  func test_FS26_flushByWhoeverHearsOfALoss_sendsAndStoresNothingTwice() throws {
    try withLossyOutage(then: {
      _ = $0.exporter.flush(until: $0.clock.instant.advanced(by: .milliseconds(30)))
    }) {
      rig, collector in
      try collector.start()
      eventually { rig.exporter.ledger.spooled.spans == 0 }
      XCTAssertTrue(rig.flush())
      let ledger = rig.shutdown()

      XCTAssertTrue(ledger.addsUp, "\(ledger)")
      XCTAssertEqual(ledger.exported, collector.totals)
      let names = collector.spans.map(\.name)
      XCTAssertEqual(names.count, Set(names).count)
      return ledger
    }
  }

  func test_FS26_lettingGoWhileARequestIsStored_booksItOnce() throws {
    try withLossyOutage(then: { _ = $0.exporter.abandon() }) { rig, _ in
      eventually { rig.exporter.ledger.queued == ItemCounts() }
      return rig.exporter.ledger
    }
  }

  /// Spans fill a memory and a disk; `react` is called once by whoever hears that something on the disk was given up. At the
  /// end the file holds what the ledger says.
  private func withLossyOutage(
    then react: @escaping @Sendable (Rig) -> Void,
    _ body: (Rig, FakeCollector) throws -> Ledger
  ) throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      let handler = Handler()
      var ten = BatchOptions()
      ten.maximumBatchSize = 10
      let rig = Rig(
        collector,
        options: {
          $0.spoolDirectory = directory
          $0.maximumQueueBytes = 20_000
          $0.spool.maximumBytes = 15_000
        }, spans: ten, told: { handler.hear() })
      handler.set { [weak rig] in
        guard let rig, rig.said.last?.contains("the spool gave up") == true else { return false }
        react(rig)
        return true
      }
      for round in 0..<60 where !handler.isDone {
        rig.endSpans(10, named: "\(round)-")
        eventually { rig.exporter.queuedBytes < 15_000 || handler.isDone }
      }
      eventually { handler.isDone }
      let ledger = try body(rig, collector)

      XCTAssertTrue(ledger.addsUp, "\(ledger)")
      let kept = try Spool.open(at: directory).counts()[.traces]?.items ?? 0
      XCTAssertEqual(UInt64(kept), ledger.spooled.spans)
    }
  }
}

/// Does something once when it hears the right thing.
private final class Handler: Sendable {
  private let state = Mutex<(react: @Sendable () -> Bool, isBusy: Bool, isDone: Bool)>(
    ({ false }, false, false))

  var isDone: Bool { state.withLock { $0.isDone } }

  func set(_ react: @escaping @Sendable () -> Bool) { state.withLock { $0.react = react } }

  func hear() {
    let react = state.withLock { state in
      defer { state.isBusy = true }
      return state.isBusy || state.isDone ? nil : state.react
    }
    guard let react else { return }
    let isDone = react()
    state.withLock { state in
      state.isBusy = false
      state.isDone = state.isDone || isDone
    }
  }
}

extension Rig {
  fileprivate func endSpans(_ count: Int, named name: String) {
    let tracer = tracerProvider.tracer(named: "rig")
    for index in 0..<count { tracer.startSpan("\(name)\(index)").end() }
  }
}
