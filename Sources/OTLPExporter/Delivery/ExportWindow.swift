package import Telemetry

/// The time in which all requests of one collection are to be sent (E-19).
///
/// It begins with the first attempt and is over when an attempt has failed: what is tried again later gets as much time
/// anew. So a collector that hangs is left alone in time, and nothing is given up before the retry budget is used up.
package struct ExportWindow: Sendable {
  private var current: (export: UInt64, began: Instant)?

  package init() {}

  /// What is left at `now` of `limit` for the requests of an export; zero when they have used it up.
  package mutating func remaining(of limit: Duration, for export: UInt64, at now: Instant) -> Duration {
    if let current, current.export == export {
      return max(limit - current.began.duration(until: now), .zero)
    }
    current = (export, now)
    return limit
  }

  /// Lets the next attempt begin anew.
  package mutating func close() {
    current = nil
  }
}
