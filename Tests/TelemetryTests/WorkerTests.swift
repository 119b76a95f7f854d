import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// Counts its runs and tells about each.
private final class Metronome: WorkerTask {
  let ran = Signal()
  private let state: Mutex<(due: Instant, runs: Int)>

  init(due: Instant) {
    state = Mutex((due, 0))
  }

  var due: Instant? { state.withLock { $0.due } }
  var runs: Int { state.withLock { $0.runs } }

  func run(on worker: Worker) {
    state.withLock { state in
      state.runs += 1
      state.due = state.due.advanced(by: .seconds(60))
    }
    ran.raise()
  }

  func waitForRuns(_ count: Int) {
    let end = SystemClock().instant.advanced(by: .seconds(10))
    while runs < count, SystemClock().instant < end { ran.wait(atMost: .seconds(1)) }
  }
}

/// What tells threads apart.
private func currentThread() -> ObjectIdentifier {
  ObjectIdentifier(Thread.current)
}

final class WorkerTests: XCTestCase {
  func test_task_runsWhenItsTimeHasCome() {
    let clock = ManualClock()
    let worker = Worker(clock: clock)
    let task = Metronome(due: clock.instant.advanced(by: .seconds(60)))
    worker.add(task)
    XCTAssertEqual(worker.perform(until: .distantFuture) { 1 }, 1)
    XCTAssertEqual(task.runs, 0)

    clock.advance(by: .seconds(60))
    task.waitForRuns(1)
    clock.advance(by: .seconds(60))
    task.waitForRuns(2)

    worker.stop()
    XCTAssertEqual(task.runs, 2)
  }

  func test_perform_givesUpAtItsDeadline() {
    let clock = ManualClock()
    let worker = Worker(clock: clock)
    worker.add(Metronome(due: .distantFuture))
    let entered = Signal()
    let release = Signal()
    let deadline = clock.instant.advanced(by: .seconds(1))

    DispatchQueue.global().async {
      entered.wait(atMost: .seconds(10))
      clock.advance(by: .seconds(1))
    }
    let result = worker.perform(until: deadline) {
      entered.raise()
      release.wait(atMost: .seconds(10))
      return true
    }

    XCTAssertNil(result)
    release.raise()
    worker.stop()
  }

  func test_workThatMissedItsDeadline_isNotBegun() {
    let clock = ManualClock()
    let worker = Worker(clock: clock)
    worker.add(Metronome(due: .distantFuture))
    let entered = Signal()
    let release = Signal()
    Thread.detachNewThread {
      _ = worker.perform(until: .distantFuture) {
        entered.raise()
        release.wait(atMost: .seconds(10))
      }
    }
    entered.wait(atMost: .seconds(10))
    let begun = Mailbox()
    let now = clock.instant
    let tooLate: Void? = worker.perform(until: now) { begun.add("too late") }
    let evenLate: Void? = worker.perform(until: now, evenLate: true) { begun.add("even late") }
    XCTAssertNil(tooLate)
    XCTAssertNil(evenLate)
    release.raise()
    XCTAssertEqual(worker.perform(until: .distantFuture) { begun.all }, ["even late"])
    worker.stop()
  }

  func test_withoutATask_thereIsNoThreadAndWorkRunsOnTheCaller() {
    let worker = Worker(clock: ManualClock())
    XCTAssertEqual(worker.perform(until: .distantFuture) { currentThread() }, currentThread())
  }

  func test_workThatAsksForMoreWork_runsItAtOnce_withAndWithoutAThread() {
    let worker = Worker(clock: SystemClock())
    let nested: @Sendable () -> Int? = {
      worker.perform(until: .distantFuture) { worker.perform(until: .distantFuture) { 7 } ?? 0 }
    }
    XCTAssertEqual(nested(), 7)
    worker.add(Metronome(due: .distantFuture))
    XCTAssertEqual(nested(), 7)
    worker.stop()
    for _ in 0..<100 { XCTAssertEqual(nested(), 7) }
  }

  func test_stoppedWorker_letsGoOfItsTasks() {
    let worker = Worker(clock: SystemClock())
    weak var task: Metronome?
    do {
      let strong = Metronome(due: .distantFuture)
      task = strong
      worker.add(strong)
    }
    XCTAssertNotNil(task)
    worker.stop()
    // The thread has ended when the worker takes work on its caller again.
    let caller = currentThread()
    while worker.perform(until: .distantFuture, { currentThread() }) != caller {}

    XCTAssertNil(task)
  }
}
