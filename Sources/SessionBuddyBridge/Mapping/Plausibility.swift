/// What a value must be to be recorded: bounds no real value comes near, so that what lies beyond is an error.
enum Plausible {
  /// A session of more than a month was never ended.
  static let sessionSeconds = 0.0...2_592_000
  static let quality = 0.0...100
  static let count = 0...1_000_000
  static let position = 0...10_000
  static let dwellSeconds = 0.0...86_400
  static let similarity = 0.0...1
  /// How far 32-bit arithmetic takes a similarity past its bounds.
  static let similarityRounding = 1e-6
}

/// Judges the values of one record and counts those it refuses.
struct PlausibilityCheck {
  private(set) var dropped: [DroppedValueReason: Int] = [:]

  /// `value` if it is plausible; a missing one is only held against the record if it `isDue`.
  mutating func accept(_ value: Double?, in range: ClosedRange<Double>, isDue: Bool = false) -> Double? {
    guard let value else { return isDue ? drop(.missing) : nil }
    guard value.isFinite else { return drop(.notFinite) }
    guard value >= 0 else { return drop(.negative) }
    guard range.contains(value) else { return drop(.outOfRange) }
    return value
  }

  mutating func accept(_ value: Int?, in range: ClosedRange<Int>, isDue: Bool = false) -> Int? {
    guard let value else { return isDue ? drop(.missing) : nil }
    guard value >= 0 else { return drop(.negative) }
    guard range.contains(value) else { return drop(.outOfRange) }
    return value
  }

  /// A similarity; what rounding took past the bounds is put back.
  mutating func accept(similarity value: Double) -> Double? {
    let range = Plausible.similarity
    let nearest = min(max(value, range.lowerBound), range.upperBound)
    return accept(abs(value - nearest) <= Plausible.similarityRounding ? nearest : value, in: range)
  }

  private mutating func drop<Value>(_ reason: DroppedValueReason) -> Value? {
    dropped[reason, default: 0] += 1
    return nil
  }
}
