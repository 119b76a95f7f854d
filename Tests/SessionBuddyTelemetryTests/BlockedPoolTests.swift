import OTLPReceiver
import SessionBuddyTelemetry
import Synchronization
import TelemetryTesting
import XCTest

/// Flushing where no thread of Swift's cooperative pool is to be had: the library has its own.
final class BlockedPoolTests: XCTestCase {
  private static let priorities: [TaskPriority] = [.background, .utility, .medium, .high]
  /// More than any pool has threads for one priority; those beyond wait in line.
  private static let crowd = 256

  func test_FS4_flush_completes_whenEveryThreadOfThePoolIsBlocked() throws {
    try withTelemetry { telemetry, collector in
      let latecomers = Tally()
      withBlockedPool {
        for priority in Self.priorities { Task.detached(priority: priority) { latecomers.add() } }
        telemetry.meter.counter("c").add(1)
        telemetry.tracer.withSpan("s") { _ in }

        XCTAssertTrue(telemetry.flush(within: .seconds(30)))
        XCTAssertEqual(latecomers.count, 0, "a task found a thread: the pool was not blocked")
      }
      let ledger = telemetry.shutdown()

      // The shutdown collects once more.
      try collector.expect(conserved: ledger, recorded: ItemCounts(dataPoints: 2, spans: 1))
      XCTAssertEqual(ledger.exported, ItemCounts(dataPoints: 2, spans: 1))
    }
  }

  func test_FS4_flushesFromEveryThreadOfThePool_complete() throws {
    try withTelemetry { telemetry, collector in
      let flushed = Tally()
      let ended = DispatchGroup()
      for priority in Self.priorities {
        for index in 0..<4 {
          ended.enter()
          Task.detached(priority: priority) {
            telemetry.tracer.withSpan("span\(index)") { _ in }
            if telemetry.flush(within: .seconds(30)) { flushed.add() }
            ended.leave()
          }
        }
      }
      XCTAssertEqual(ended.wait(timeout: .now() + 120), .success)
      XCTAssertEqual(flushed.count, 16)
      let ledger = telemetry.shutdown()

      try collector.expect(conserved: ledger, recorded: ItemCounts(spans: 16))
      XCTAssertEqual(ledger.exported, ItemCounts(spans: 16))
    }
  }

  /// Runs `body` while every thread of the pool waits for its end.
  private func withBlockedPool(_ body: () -> Void) {
    let blockade = Blockade()
    for priority in Self.priorities {
      for _ in 0..<Self.crowd { blockade.begin(at: priority) }
    }
    // The pool has at least a thread for each processor that is in use, and for each priority.
    let threads = ProcessInfo.processInfo.activeProcessorCount * Self.priorities.count
    XCTAssertTrue(blockade.wait(for: threads), "somebody else has a thread of the pool")
    body()
    blockade.end()
  }
}

/// Tasks that keep their threads.
private final class Blockade: Sendable {
  private let gate = DispatchSemaphore(value: 0)
  private let blocked = DispatchSemaphore(value: 0)
  private let tasks = Tally()
  private let left = DispatchSemaphore(value: 0)

  func begin(at priority: TaskPriority) {
    tasks.add()
    Task.detached(priority: priority) { self.hold() }
  }

  private func hold() {
    blocked.signal()
    gate.wait()
    left.signal()
  }

  /// Whether as many tasks as `count` have a thread within a while.
  func wait(for count: Int) -> Bool {
    let end = DispatchTime.now() + 10
    return (0..<count).allSatisfy { _ in blocked.wait(timeout: end) == .success }
  }

  func end() {
    for _ in 0..<tasks.count { gate.signal() }
    for _ in 0..<tasks.count { left.wait() }
  }
}

private final class Tally: Sendable {
  private let value = Atomic(0)
  var count: Int { value.load(ordering: .sequentiallyConsistent) }
  func add() { value.add(1, ordering: .sequentiallyConsistent) }
}
