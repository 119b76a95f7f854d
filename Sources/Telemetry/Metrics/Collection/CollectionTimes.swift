/// The times that points carry: those of the clock, as long as it does not go back (FS-29).
struct CollectionTimes {
  /// How far the time of day may be from where the monotonic clock expects it. More is a clock that was set, or a machine
  /// that slept.
  private static let tolerance = Duration.seconds(1)
  /// How long after one jump no other is told.
  private static let silence = Duration.seconds(600)
  /// What lies between two collections while the clock is behind the first: a backend with whole milliseconds still tells
  /// their points apart.
  private static let leastStep = Duration.milliseconds(1)

  /// The time of the latest collection.
  private(set) var latest = Timestamp(nanosecondsSinceEpoch: 0)
  private var last: ClockReading?
  private var lastTold: Instant?

  /// Both times of `clock`, read close to each other: a thread that has to wait between them would see a jump.
  static func reading(of clock: any TelemetryClock) -> ClockReading {
    var before = clock.instant
    var attempts = 0
    while true {
      let reading = ClockReading(now: clock.now, instant: clock.instant)
      attempts += 1
      if before.duration(until: reading.instant) < tolerance / 10 || attempts == 3 { return reading }
      before = reading.instant
    }
  }

  /// Another collection at `reading`; returns how far the time of day has jumped since the one before, if that is to be told.
  mutating func advance(to reading: ClockReading) -> Duration? {
    latest = reading.now < latest ? latest.advanced(by: Self.leastStep) : reading.now
    defer { last = reading }
    guard let last else { return nil }
    let passed = last.instant.duration(until: reading.instant)
    let jump = reading.now.duration(since: last.now) - passed
    guard jump.wholeNanoseconds.magnitude > Self.tolerance.wholeNanoseconds.magnitude else { return nil }
    if let lastTold, lastTold.duration(until: reading.instant) < Self.silence { return nil }
    lastTold = reading.instant
    return jump
  }

  /// What people are told of a jump.
  static func diagnostic(of jump: Duration) -> Diagnostic {
    let seconds = jump.components.seconds.magnitude
    guard jump < .zero else {
      return Diagnostic(.info, "the clock went \(seconds) s ahead: it was set, or the machine slept")
    }
    return Diagnostic(
      .warning,
      "the clock was set back by \(seconds) s; until it has passed them, the times of points grow by 1 ms only"
    )
  }
}
