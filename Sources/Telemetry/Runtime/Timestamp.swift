/// A point in time as OTLP writes it: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Holds every moment up to the year 2554; zero means "not known" on the wire.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Nanoseconds since the Unix epoch.
  public var nanosecondsSinceEpoch: UInt64

  /// The moment `nanosecondsSinceEpoch` after the Unix epoch.
  public init(nanosecondsSinceEpoch: UInt64) {
    self.nanosecondsSinceEpoch = nanosecondsSinceEpoch
  }

  /// The moment `seconds` and `nanoseconds` after the Unix epoch, clamped to what 64 bits hold.
  public init(secondsSinceEpoch seconds: Int64, nanoseconds: Int64 = 0) {
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = whole.addingReportingOverflow(nanoseconds)
    nanosecondsSinceEpoch = overflow || carry ? (seconds < 0 ? 0 : UInt64(Int64.max)) : UInt64(max(sum, 0))
  }

  /// Earlier is smaller.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch
  }

  /// How long after `earlier` this moment is; negative when it is before.
  public func duration(since earlier: Timestamp) -> Duration {
    .nanoseconds(
      Int64(truncatingIfNeeded: nanosecondsSinceEpoch)
        &- Int64(truncatingIfNeeded: earlier.nanosecondsSinceEpoch)
    )
  }

  /// The moment `duration` later, clamped to what 64 bits hold.
  public func advanced(by duration: Duration) -> Timestamp {
    let step = duration.wholeNanoseconds
    let base = nanosecondsSinceEpoch
    if step >= 0 {
      let (sum, overflow) = base.addingReportingOverflow(UInt64(step))
      return Timestamp(nanosecondsSinceEpoch: overflow ? .max : sum)
    }
    return Timestamp(nanosecondsSinceEpoch: base - min(base, step.magnitude))
  }
}

extension Duration {
  /// Whole nanoseconds, clamped to `Int64` (292 years either way).
  package var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
    return overflow || carry ? (seconds < 0 ? .min : .max) : sum
  }

  /// Seconds, for histograms and log lines.
  package var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
