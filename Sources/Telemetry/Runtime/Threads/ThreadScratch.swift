import Synchronization

/// What a thread has for itself beside its ``ThreadSlot``: nobody else writes it.
@safe struct ThreadScratch: ~Copyable {
  /// For ids.
  var random = Xoshiro256.seededBySystem()
  /// For the times of spans.
  var anchor = ClockAnchor()
  /// What a span left behind for the next, see ``SpanMemory``. It stays for the next thread that gets the slot.
  var spanMemory: UnsafeMutableRawPointer?
  /// How many sampled spans began on this thread, and how many ended.
  let spansBegun = Atomic<UInt64>(0)
  let spansEnded = Atomic<UInt64>(0)
}

/// What the time of day was at some monotonic time, so that reading one clock tells both.
package struct ClockAnchor {
  /// How long a reading of the time of day stays good: a clock that is set is noticed this late.
  private static let lifetime: UInt64 = 100_000_000

  private var taken: UInt64?
  /// What the time of day is ahead.
  private var lead: UInt64 = 0

  /// Nothing is known yet.
  package init() {}

  /// The time of day at `instant`; `now` reads it when the last reading is too old.
  @inline(__always)
  package mutating func time(at instant: Instant, now: () -> Timestamp) -> Timestamp {
    if let taken, instant.nanoseconds &- taken < Self.lifetime {
      return Timestamp(nanosecondsSinceEpoch: instant.nanoseconds &+ lead)
    }
    let now = now()
    taken = instant.nanoseconds
    lead = now.nanosecondsSinceEpoch &- instant.nanoseconds
    return now
  }
}
