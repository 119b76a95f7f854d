/// How much a spool may keep, and for how long.
package struct SpoolOptions: Equatable, Sendable {
  /// What all requests together may take: their bytes, and ``SpoolRequest/overhead`` for each.
  ///
  /// The file takes about a tenth more, and up to 4 MiB of write-ahead log beside it.
  package var maximumBytes = 64 * 1_048_576
  /// A request older than this is given up: a collector would refuse its data, or nobody would look for it.
  package var maximumAge = Duration.seconds(86_400)
  /// How long a call may wait where another process is writing.
  package var busyTimeout = Duration.seconds(1)
  /// A larger file is not read from end to end when it is opened, which would take longer than a second or so.
  package var maximumCheckedBytes = 256 * 1_048_576

  /// 64 MiB for a day.
  package init() {}

  /// The age in whole nanoseconds, clamped to what the file can hold.
  var maximumNanoseconds: Int64 {
    let (seconds, attoseconds) = max(maximumAge, .zero).components
    let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = nanoseconds.addingReportingOverflow(attoseconds / 1_000_000_000)
    return overflow || carry ? .max : sum
  }
}
