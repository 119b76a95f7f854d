package import Telemetry

extension Timestamp {
  /// The moment in an ISO 8601 text as Python, SQLite and DuckDB write it, or nil.
  ///
  /// Takes `T` or a space, up to nine fraction digits, and any offset; without one the clock is `zone`'s.
  /// Moments before 1970 or after 2261 are refused, not clamped.
  package init?(iso8601 text: String, assuming zone: UTCOffset = .utc) {
    var scanner = ClockScanner(text)
    guard
      let days = scanner.date(),
      scanner.take("T") || scanner.take(" ") || scanner.take("t"),
      let (second, nanoseconds) = scanner.time()
    else { return nil }
    var offset = zone
    if !scanner.isAtEnd {
      guard let written = scanner.offset(), scanner.isAtEnd else { return nil }
      offset = written
    }
    let seconds = days * 86_400 + second - offset.seconds
    guard (0..<9_214_646_400).contains(seconds) else { return nil }
    self.init(secondsSinceEpoch: Int64(seconds), nanoseconds: Int64(nanoseconds))
  }

  /// The hour of the day in UTC, 0 to 23.
  package var hourOfDay: Int {
    Int(nanosecondsSinceEpoch / 3_600_000_000_000 % 24)
  }
}

/// Walks over the digits and separators of a clock reading.
struct ClockScanner {
  private let text: [UInt8]
  private var position = 0

  init(_ text: String) {
    self.text = Array(text.utf8)
  }

  var isAtEnd: Bool { position == text.count }

  /// Skips `character` if it is next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < text.count, UInt32(text[position]) == character.value else { return false }
    position += 1
    return true
  }

  /// `YYYY-MM-DD` as days since 1970-01-01.
  mutating func date() -> Int? {
    guard
      let year = digits(4), take("-"),
      let month = digits(2), (1...12).contains(month), take("-"),
      let day = digits(2), day >= 1, day <= Self.length(of: month, in: year)
    else { return nil }
    return Self.days(year, month, day)
  }

  /// `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fraction` as seconds of the day and nanoseconds.
  mutating func time() -> (seconds: Int, nanoseconds: Int)? {
    guard let hour = digits(2), hour < 24, take(":"), let minute = digits(2), minute < 60 else { return nil }
    var second = 0
    var nanoseconds = 0
    if take(":") {
      guard let written = digits(2), written < 60 else { return nil }
      second = written
      if take(".") {
        guard let fraction = fraction() else { return nil }
        nanoseconds = fraction
      }
    }
    return (hour * 3_600 + minute * 60 + second, nanoseconds)
  }

  /// `Z`, `±HH`, `±HHMM`, `±HH:MM` or `±HH:MM:SS`.
  mutating func offset() -> UTCOffset? {
    if take("Z") || take("z") { return .utc }
    let sign = take("-") ? -1 : 1
    guard sign < 0 || take("+"), let hours = digits(2), hours < 24 else { return nil }
    guard !isAtEnd else { return UTCOffset(seconds: sign * hours * 3_600) }
    let separated = take(":")
    guard let minutes = digits(2), minutes < 60 else { return nil }
    var seconds = 0
    if separated, take(":") {
      guard let written = digits(2), written < 60 else { return nil }
      seconds = written
    }
    return UTCOffset(seconds: sign * (hours * 3_600 + minutes * 60 + seconds))
  }

  /// Exactly `count` digits as a number.
  private mutating func digits(_ count: Int) -> Int? {
    guard text.count - position >= count else { return nil }
    var value = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// One to nine digits as nanoseconds.
  private mutating func fraction() -> Int? {
    var value = 0
    var count = 0
    while let digit = digit() {
      count += 1
      guard count <= 9 else { return nil }
      value = value * 10 + digit
    }
    guard count > 0 else { return nil }
    return (count..<9).reduce(value) { value, _ in value * 10 }
  }

  private mutating func digit() -> Int? {
    guard position < text.count, case let byte = text[position], (0x30...0x39).contains(byte) else {
      return nil
    }
    position += 1
    return Int(byte - 0x30)
  }

  private static func length(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01, counting years from March so that the leap day comes last.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month > 2 ? year : year - 1
    let monthFromMarch = (month + 9) % 12
    return 365 * year + year / 4 - year / 100 + year / 400 + (monthFromMarch * 153 + 2) / 5 + day - 1
      - 719_468
  }
}
