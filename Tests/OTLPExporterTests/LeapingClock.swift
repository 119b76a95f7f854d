import Synchronization
import Telemetry

/// A clock on which whoever waits for less than an hour arrives at once; longer waits end with their signal.
final class LeapingClock: TelemetryClock {
  private let time = Mutex(Instant(nanoseconds: 0))

  var now: Timestamp {
    Timestamp(secondsSinceEpoch: 1_767_225_600).advanced(by: Instant(nanoseconds: 0).duration(until: instant))
  }

  var instant: Instant { time.withLock { $0 } }

  func advance(by duration: Duration) {
    time.withLock { $0 = $0.advanced(by: duration) }
  }

  func wait(for signal: Signal, until deadline: Instant) {
    let mustWait = time.withLock { time in
      if time.duration(until: deadline) >= .seconds(3_600) { return true }
      time = max(time, deadline)
      return false
    }
    if mustWait { signal.wait(atMost: .seconds(3_600)) }
  }
}
