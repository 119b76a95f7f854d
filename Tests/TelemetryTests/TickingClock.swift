import Synchronization
import Telemetry

/// A clock that goes on by a nanosecond whenever it is read, as no two moments of a real one are the same: a series that
/// ends and one that begins after it never share a time.
final class TickingClock: TelemetryClock {
  private let nanoseconds = Atomic<UInt64>(1_767_225_600_000_000_000)

  var now: Timestamp { Timestamp(nanosecondsSinceEpoch: step(1)) }
  var instant: Instant { Instant(nanoseconds: step(1)) }

  func advance(by duration: Duration) {
    _ = step(UInt64(duration / .nanoseconds(1)))
  }

  private func step(_ count: UInt64) -> UInt64 {
    nanoseconds.wrappingAdd(count, ordering: .relaxed).newValue
  }

  /// Nothing in these tests waits.
  func wait(for signal: Signal, until deadline: Instant) {}
}
