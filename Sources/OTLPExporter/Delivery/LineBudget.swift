import Telemetry

/// How many lines may be told: an operator who reads them must find the others.
struct LineBudget {
  /// No more than this in an hour, however often things change.
  static let perHour = 12

  private var told: [Instant] = []

  /// Whether a line may be told at `now` so that `more` can follow it; it counts then.
  mutating func take(at now: Instant, keeping more: Int = 0) -> Bool {
    told.removeAll { $0.duration(until: now) >= .seconds(3_600) }
    guard told.count + more < Self.perHour else { return false }
    told.append(now)
    return true
  }
}
