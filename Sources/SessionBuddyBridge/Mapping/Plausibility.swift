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

/// Judges the values of one record, and counts what it refuses once for each field.
struct PlausibilityCheck {
  /// The values that are judged, and the project they belong to.
  struct Fields: OptionSet, Sendable {
    let rawValue: UInt16

    static let commits = Fields(rawValue: 1 << 0)
    static let checkpoints = Fields(rawValue: 1 << 1)
    static let files = Fields(rawValue: 1 << 2)
    static let duration = Fields(rawValue: 1 << 3)
    static let quality = Fields(rawValue: 1 << 4)
    static let position = Fields(rawValue: 1 << 5)
    static let dwellTime = Fields(rawValue: 1 << 6)
    static let similarity = Fields(rawValue: 1 << 7)
    static let project = Fields(rawValue: 1 << 8)
  }

  private(set) var dropped: [DroppedValueReason: Int] = [:]
  /// The fields whose value was refused, those of earlier states of the record included.
  private(set) var refused: Fields

  /// A check that refuses without counting what was `refused` in an earlier state of the record.
  init(refused: Fields = []) {
    self.refused = refused
  }

  /// `value` if it is plausible; a missing one is only held against the record if it `isDue`.
  mutating func accept(
    _ value: Double?,
    as field: Fields,
    in range: ClosedRange<Double>,
    isDue: Bool = false
  ) -> Double? {
    guard let value else { return isDue ? refuse(field, .missing) : nil }
    guard value.isFinite else { return refuse(field, .notFinite) }
    guard value >= 0 else { return refuse(field, .negative) }
    guard range.contains(value) else { return refuse(field, .outOfRange) }
    return value
  }

  mutating func accept(
    _ value: Int?,
    as field: Fields,
    in range: ClosedRange<Int>,
    isDue: Bool = false
  ) -> Int? {
    guard let value else { return isDue ? refuse(field, .missing) : nil }
    guard value >= 0 else { return refuse(field, .negative) }
    guard range.contains(value) else { return refuse(field, .outOfRange) }
    return value
  }

  /// A similarity; what rounding took past the bounds is put back.
  mutating func accept(similarity value: Double) -> Double? {
    let range = Plausible.similarity
    let nearest = min(max(value, range.lowerBound), range.upperBound)
    let isRounded = abs(value - nearest) <= Plausible.similarityRounding
    return accept(isRounded ? nearest : value, as: .similarity, in: range)
  }

  private mutating func refuse<Value>(_ field: Fields, _ reason: DroppedValueReason) -> Value? {
    if refused.insert(field).inserted { dropped[reason, default: 0] += 1 }
    return nil
  }
}
