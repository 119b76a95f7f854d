package import Telemetry

extension Timestamp {
  /// The moment as Python writes it, in UTC and to the microsecond: `2026-11-20T10:46:30.469262+00:00`.
  package var iso8601: String {
    let seconds = nanosecondsSinceEpoch / 1_000_000_000
    let microseconds = nanosecondsSinceEpoch / 1_000 % 1_000_000
    let (days, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
    let (year, month, day) = Self.date(days)
    let date = [year.padded(to: 4), month.padded(to: 2), day.padded(to: 2)].joined(separator: "-")
    let clock = [second / 3_600, second / 60 % 60, second % 60].map { $0.padded(to: 2) }.joined(
      separator: ":")
    return "\(date)T\(clock).\(microseconds.padded(to: 6))+00:00"
  }

  /// The date so many days after 1970-01-01, counting years from March so that the leap day comes last.
  private static func date(_ days: UInt64) -> (year: UInt64, month: UInt64, day: UInt64) {
    let sinceYearZero = days + 719_468
    let (era, dayOfEra) = sinceYearZero.quotientAndRemainder(dividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }
}

extension UInt64 {
  fileprivate func padded(to digits: Int) -> String {
    let text = String(self)
    return String(repeating: "0", count: Swift.max(digits - text.count, 0)) + text
  }
}
