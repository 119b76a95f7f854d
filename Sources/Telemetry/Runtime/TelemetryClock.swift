#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A moment on a clock that never jumps; only good for measuring and for deadlines within one process.
public struct Instant: Hashable, Comparable, Sendable {
  /// Nanoseconds since a start the clock chose.
  public var nanoseconds: UInt64

  /// The moment `nanoseconds` after the clock's start.
  public init(nanoseconds: UInt64) {
    self.nanoseconds = nanoseconds
  }

  /// A moment that never comes.
  public static let distantFuture = Instant(nanoseconds: .max)

  /// Earlier is smaller.
  public static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The moment `duration` later, clamped to the clock's range.
  public func advanced(by duration: Duration) -> Instant {
    let step = duration.wholeNanoseconds
    if step < 0 { return Instant(nanoseconds: nanoseconds - min(nanoseconds, step.magnitude)) }
    let (sum, overflow) = nanoseconds.addingReportingOverflow(UInt64(step))
    return overflow ? .distantFuture : Instant(nanoseconds: sum)
  }

  /// When a collection that begins now is to be over so that time is left to send it before `deadline`: half of the time,
  /// and no more than a second.
  package func endOfCollection(before deadline: Instant) -> Instant {
    deadline.advanced(by: .zero - min(duration(until: deadline) / 2, .seconds(1)))
  }

  /// How long from this moment until `later`; zero when it has passed.
  public func duration(until later: Instant) -> Duration {
    guard later > self else { return .zero }
    return .nanoseconds(Int64(clamping: later.nanoseconds - nanoseconds))
  }
}

/// Where the SDK takes time from, and how it waits; a test passes its own and runs hours in milliseconds.
public protocol TelemetryClock: Sendable {
  /// The time of day, for what is exported.
  var now: Timestamp { get }
  /// The monotonic time, for intervals and deadlines.
  var instant: Instant { get }
  /// Both at once, as far as that can be.
  var reading: ClockReading { get }
  /// Blocks the calling thread until `signal` is raised or `deadline` has come; may return early.
  func wait(for signal: Signal, until deadline: Instant)
}

/// The time of day and the monotonic time of one moment.
public struct ClockReading: Sendable {
  /// The time of day.
  public var now: Timestamp
  /// The monotonic time.
  public var instant: Instant

  /// A moment at which the clocks read so.
  public init(now: Timestamp, instant: Instant) {
    self.now = now
    self.instant = instant
  }
}

extension TelemetryClock {
  /// Reads one after the other.
  public var reading: ClockReading { ClockReading(now: now, instant: instant) }
}

extension Timestamp {
  /// This moment moved by as much as passed from `start` until `end`.
  @inline(__always)
  func advanced(by start: Instant, until end: Instant) -> Timestamp {
    let passed = end.nanoseconds < start.nanoseconds ? 0 : end.nanoseconds &- start.nanoseconds
    return Timestamp(nanosecondsSinceEpoch: nanosecondsSinceEpoch &+ passed)
  }
}

/// The machine's clocks.
public struct SystemClock: TelemetryClock {
  /// The machine's clocks; all values are the same.
  public init() {}

  /// The time of day of the machine.
  public var now: Timestamp {
    Timestamp(nanosecondsSinceEpoch: read(CLOCK_REALTIME))
  }

  /// The machine's monotonic clock, which stands still while the machine sleeps.
  public var instant: Instant {
    Instant(nanoseconds: read(CLOCK_MONOTONIC))
  }

  /// Reads the monotonic clock, and the other one only if this thread has not done so for a tenth of a second.
  public var reading: ClockReading {
    let instant = instant
    guard let slot = unsafe ThreadSlots.current else { return ClockReading(now: now, instant: instant) }
    let time = unsafe slot.pointee.scratch.pointee.anchor.time(at: instant) { now }
    return ClockReading(now: time, instant: instant)
  }

  /// Waits on the machine's monotonic clock.
  public func wait(for signal: Signal, until deadline: Instant) {
    signal.wait(atMost: instant.duration(until: deadline))
  }

  private func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    _ = unsafe clock_gettime(clock, &time)
    return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
  }
}
