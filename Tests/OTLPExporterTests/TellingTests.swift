import Foundation
import OTLPExporter
import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// Who tells what goes wrong: never a thread that records.
final class TellingTests: XCTestCase {
  func test_G15_itemsRefusedWhileRecording_areToldByTheWorker() throws {
    let collector = try FakeCollector(running: false)
    defer { collector.stop() }
    let threads = Threads()
    let rig = Rig(
      collector, options: { $0.maximumQueueBytes = 20_000 },
      told: { threads.add(WorkerThread.currentID) })
    rig.endSpans(2_000)
    rig.emitRecords(1)
    let huge = AttributeValue.string(String(repeating: "x", count: 5 << 20))
    rig.tracerProvider.tracer(named: "rig").startSpan("huge", attributes: ["payload": huge]).end()
    rig.loggerProvider.logger(named: "rig").emit(huge)
    _ = rig.flush(within: .milliseconds(200))
    let worker = rig.worker.perform(until: .distantFuture) { WorkerThread.currentID }

    let losses = rig.said.filter { $0.contains("dropped") }
    XCTAssertEqual(losses.count { $0.contains("traces are being dropped (queue_full), first 1 items") }, 1)
    XCTAssertEqual(losses.count { $0.contains("logs are being dropped (queue_full), first 1 items") }, 1)
    XCTAssertEqual(losses.count { $0.contains("exceeds a request by itself") }, 2)
    XCTAssertEqual(losses.count, 4)
    XCTAssertEqual(threads.all, [worker])
  }

  /// As the standard error of a process does whose reader has stopped reading.
  func test_G15_handlerThatBlocks_blocksNobodyWhoRecords() throws {
    let collector = try FakeCollector(running: false)
    defer { collector.stop() }
    let (recorder, mayGoOn) = (WorkerThread.currentID, DispatchSemaphore(value: 0))
    let isBlocked = Mutex(false)
    let rig = Rig(
      collector, options: { $0.maximumQueueBytes = 20_000 },
      told: {
        guard WorkerThread.currentID != recorder else { return XCTFail("told by who records") }
        isBlocked.withLock { $0 = true }
        mayGoOn.wait()
        mayGoOn.signal()
      })
    rig.endSpans(2_000)
    eventually { isBlocked.withLock { $0 } }
    rig.emitRecords(2_000)
    let dropped = rig.exporter.ledger.droppedTotal
    mayGoOn.signal()
    eventually { rig.said.contains { $0.contains("logs are being dropped (queue_full)") } }

    XCTAssertGreaterThan(dropped.spans, 0)
    XCTAssertGreaterThan(dropped.logRecords, 0)
    XCTAssertEqual(rig.said.count { $0.contains("traces are being dropped (queue_full)") }, 1)
  }

  func test_G15_whatCameUpBeforeAShutdown_isToldWhenItReturns() throws {
    try withRig { rig in
      rig.whileWorkerIsBusy {
        let huge = AttributeValue.string(String(repeating: "x", count: 5 << 20))
        rig.tracerProvider.tracer(named: "rig").startSpan("huge", attributes: ["payload": huge]).end()
        XCTAssertEqual(rig.said, [])
      }
      _ = rig.shutdown()

      XCTAssertEqual(
        rig.said,
        ["warning: a span 'huge' exceeds a request by itself and was dropped (too_large)"])
    }
  }

  func test_G15_whatCameUpBeforeSomebodyLetsGo_isToldAsWell() throws {
    try withRig { rig in
      rig.whileWorkerIsBusy {
        let huge = AttributeValue.string(String(repeating: "x", count: 5 << 20))
        rig.loggerProvider.logger(named: "rig").emit(huge)
        _ = rig.exporter.abandon()
        XCTAssertEqual(rig.said, [])
      }
      eventually { rig.said.count == 1 }
      XCTAssertEqual(rig.exporter.ledger.dropped, [.tooLarge: ItemCounts(logRecords: 1)])
    }
  }
}

private final class Threads: Sendable {
  private let ids = Mutex<Set<UInt>>([])
  var all: Set<UInt?> { ids.withLock { Set($0) } }
  func add(_ id: UInt) { ids.withLock { _ = $0.insert(id) } }
}
