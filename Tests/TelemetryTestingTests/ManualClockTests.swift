import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

final class ManualClockTests: XCTestCase {
  func test_runningClock_waitsForEverybodyItWakes() {
    let clock = ManualClock()
    let sleeper = Sleeper(clock, every: .seconds(60))
    var steps = 0
    XCTAssertTrue(clock.waitForSleepers())

    XCTAssertTrue(
      clock.run(for: .seconds(86_400), inStepsOf: .seconds(60)) {
        XCTAssertEqual(sleeper.ticks, steps, "the step before is over")
        steps += 1
      })

    XCTAssertEqual(steps, 1_440)
    XCTAssertEqual(sleeper.ticks, 1_440)
    sleeper.stop()
  }

  func test_lastStep_isNoLongerThanWhatIsLeft() {
    let clock = ManualClock()

    XCTAssertTrue(clock.run(for: .seconds(100), inStepsOf: .seconds(60)))

    XCTAssertEqual(clock.instant, Instant(nanoseconds: 100_000_000_000))
  }

  func test_clockOfNobody_isSettled() {
    XCTAssertTrue(ManualClock().settle(within: .zero))
  }

  func test_whoDoesNotComeBack_endsTheRun() {
    let clock = ManualClock()
    let (isAwake, mayEnd) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    Thread.detachNewThread {
      clock.wait(for: Signal(), until: .distantFuture)
      isAwake.signal()
      mayEnd.wait()
    }
    XCTAssertTrue(clock.waitForSleepers())

    XCTAssertFalse(clock.run(for: .seconds(60), inStepsOf: .seconds(1), waitingAtMost: .milliseconds(50)))
    XCTAssertEqual(clock.instant, Instant(nanoseconds: 1_000_000_000), "the first step is the last")
    XCTAssertEqual(isAwake.wait(timeout: .now() + 10), .success)
    mayEnd.signal()
  }

  func test_waitingForSleepersThatNeverCome_ends() {
    XCTAssertFalse(ManualClock().waitForSleepers(within: .milliseconds(10)))
  }

  func test_threadThatEndedForAnotherReason_isNotWaitedForForLong() {
    let clock = ManualClock()
    let sleeper = Sleeper(clock, every: .seconds(60))
    sleeper.stop()

    XCTAssertTrue(clock.run(for: .seconds(600), inStepsOf: .seconds(60)))
  }
}

/// A thread that counts the minutes of a clock, as the thread of an exporter does.
private final class Sleeper: Sendable {
  private let signal = Signal()
  private let count = Atomic(0)
  private let isStopping = Atomic(false)
  private let ended = DispatchSemaphore(value: 0)

  var ticks: Int { count.load(ordering: .sequentiallyConsistent) }

  init(_ clock: ManualClock, every interval: Duration) {
    let isThere = DispatchSemaphore(value: 0)
    Thread.detachNewThread { [self] in
      var next = clock.instant.advanced(by: interval)
      isThere.signal()
      while !isStopping.load(ordering: .sequentiallyConsistent) {
        clock.wait(for: signal, until: next)
        guard clock.instant >= next else { continue }
        count.add(1, ordering: .sequentiallyConsistent)
        next = next.advanced(by: interval)
      }
      ended.signal()
    }
    isThere.wait()
  }

  func stop() {
    isStopping.store(true, ordering: .sequentiallyConsistent)
    signal.raise()
    ended.wait()
  }
}
