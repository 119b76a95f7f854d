/// When a process began, worked out of what Linux says in ticks since the machine was started.
package enum ProcessStart {
  /// Ticks of a second: the unit of `/proc`, whatever the kernel itself counts in.
  private static let ticksPerSecond: Int64 = 100

  /// The moment as `2026-11-28T09:05:07Z`, of which the seconds may be one off; nil unless both texts say what is
  /// needed.
  ///
  /// - Parameters:
  ///   - process: `/proc/self/stat`.
  ///   - machine: `/proc/stat`.
  package static func text(process: String, machine: String) -> String? {
    // The second field is the name in parentheses, which may hold anything; the start is the twenty-second.
    guard let name = process.lastIndex(of: ")") else { return nil }
    let fields = process[process.index(after: name)...].split(separator: " ")
    guard fields.count > 19, let ticks = Int64(fields[19]) else { return nil }
    for line in machine.split(separator: "\n") where line.hasPrefix("btime ") {
      guard let boot = Int64(line.dropFirst(6)) else { return nil }
      let (start, overflow) = boot.addingReportingOverflow(ticks / ticksPerSecond)
      // A time before 1970 or after the year 9999 is none.
      return overflow || !(0..<253_402_300_800).contains(start) ? nil : utc(start)
    }
    return nil
  }

  /// ISO 8601 of seconds since 1970.
  private static func utc(_ seconds: Int64) -> String {
    let (days, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
    // Counted from 1 March of the year 0, the leap day is the last of its year, and 400 years have 146,097 days.
    let (era, day) = (days + 719_468).quotientAndRemainder(dividingBy: 146_097)
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let date = [
      era * 400 + year + (month < 10 ? 0 : 1), month < 10 ? month + 3 : month - 9,
      dayOfYear - (153 * month + 2) / 5 + 1,
    ]
    let time = [second / 3_600, second / 60 % 60, second % 60]
    return date.map(padded).joined(separator: "-") + "T" + time.map(padded).joined(separator: ":") + "Z"
  }

  private static func padded(_ number: Int64) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
