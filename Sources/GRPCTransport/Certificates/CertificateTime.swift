/// A moment in a certificate, to the second.
package struct CertificateTime: Equatable, Comparable, Sendable {
  /// Seconds since 1970.
  package let seconds: Int

  package init(seconds: Int) {
    self.seconds = seconds
  }

  /// `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`, the two forms RFC 5280 allows.
  init?(_ element: DERReader.Element) {
    let isShort = element.tag == 0x17
    guard isShort || element.tag == 0x18 else { return nil }
    let yearDigits = isShort ? 2 : 4
    let digits = element.content.dropLast().map { Int($0) - 48 }
    guard element.content.last == UInt8(ascii: "Z"), digits.count == yearDigits + 10,
      digits.allSatisfy({ (0...9).contains($0) })
    else { return nil }
    var year = digits.prefix(yearDigits).reduce(0) { $0 * 10 + $1 }
    // "Where YY is greater than or equal to 50, the year SHALL be interpreted as 19YY."
    if isShort { year += year >= 50 ? 1900 : 2000 }
    let rest = Array(digits.dropFirst(yearDigits))
    let fields = stride(from: 0, to: 10, by: 2).map { rest[$0] * 10 + rest[$0 + 1] }
    guard (1...12).contains(fields[0]), (1...31).contains(fields[1]), fields[2] < 24, fields[3] < 60,
      fields[4] < 61
    else { return nil }
    let days = Self.days(year, fields[0], fields[1])
    seconds = days * 86_400 + fields[2] * 3_600 + fields[3] * 60 + fields[4]
  }

  package static func < (left: CertificateTime, right: CertificateTime) -> Bool {
    left.seconds < right.seconds
  }

  /// Whole days from `other` to here, rounded down.
  package func days(after other: CertificateTime) -> Int {
    Int((Double(seconds - other.seconds) / 86_400).rounded(.down))
  }

  /// Days since 1970 of a date of the Gregorian calendar, counted in eras of 400 years that begin in March.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension CertificateTime: CustomStringConvertible {
  /// `2026-11-28`, in UTC.
  package var description: String {
    let days = Int((Double(seconds) / 86_400).rounded(.down)) + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
  }
}
