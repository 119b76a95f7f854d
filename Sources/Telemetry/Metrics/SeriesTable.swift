import Synchronization

/// One attribute set of one stream, and what was recorded for it.
package protocol MetricSeries: AnyObject, Sendable {
  /// What makes a new series besides its attributes.
  associatedtype Configuration: Sendable
  var attributes: AttributeSet { get }
  init(attributes: AttributeSet, start: Timestamp, configuration: Configuration)
}

/// The series of one stream, by attribute set, up to a limit (M-88).
///
/// Past the limit new sets share one overflow series, so totals stay right and memory stays bounded (M-89).
/// Recorders hold the lock for one look-up; a collection holds it only to take the list.
package final class SeriesTable<Series: MetricSeries>: Sendable {
  /// The attributes of the series that stands for all sets beyond the limit.
  package static var overflowAttributes: AttributeSet { ["otel.metric.overflow": true] }

  private struct Rows {
    var indices: [AttributeSet: Int] = [:]
    var series: [Series] = []
    /// The finished series, each with the number of the call that finished it.
    var finished: [AttributeSet: UInt64] = [:]
    var finishes: UInt64 = 0
    var overflow: Series?
  }

  private let name: String
  private let limit: Int
  private let configuration: Series.Configuration
  private let clock: any TelemetryClock
  private let diagnostics: Diagnostics
  private let rows = Mutex(Rows())

  package init(
    name: String,
    limit: Int,
    configuration: Series.Configuration,
    clock: any TelemetryClock,
    diagnostics: Diagnostics
  ) {
    self.name = name
    self.limit = limit
    self.configuration = configuration
    self.clock = clock
    self.diagnostics = diagnostics
  }

  /// The series `attributes` identify, made at first sight.
  package subscript(attributes: AttributeSet) -> Series {
    let known = rows.withLock { rows -> Series? in
      guard let index = rows.indices[attributes] else { return nil }
      // Who records into a finished series wants it to live on.
      if !rows.finished.isEmpty { rows.finished[attributes] = nil }
      return rows.series[index]
    }
    return known ?? insert(attributes)
  }

  /// How many series there are, the overflow series not counted.
  package var count: Int { rows.withLock { $0.series.count } }

  /// Ends a series: the next collection shows its last value, then it is gone unless it is recorded again.
  package func finish(_ attributes: AttributeSet) {
    rows.withLock { rows in
      guard rows.indices[attributes] != nil else { return }
      rows.finishes += 1
      rows.finished[attributes] = rows.finishes
    }
  }

  /// Shows every series to `body`, in the order of first sight, then lets go of the finished ones.
  package func collect(_ body: (Series) -> Void) {
    let finished = show(body)
    if !finished.isEmpty { remove(finished) }
  }

  /// A function of its own, so that its hold on the series has ended when they are asked whether anyone has one.
  private func show(_ body: (Series) -> Void) -> [AttributeSet: UInt64] {
    let (series, overflow, finished) = rows.withLock { ($0.series, $0.overflow, $0.finished) }
    for one in series { body(one) }
    if let overflow { body(overflow) }
    return finished
  }

  private func insert(_ attributes: AttributeSet) -> Series {
    let start = clock.now
    let (series, hasOverflowed) = rows.withLock { rows in
      if let known = rows.indices[attributes] { return (rows.series[known], false) }
      if rows.series.count >= limit {
        let isFirst = rows.overflow == nil
        let overflow =
          rows.overflow
          ?? Series(attributes: Self.overflowAttributes, start: start, configuration: configuration)
        rows.overflow = overflow
        return (overflow, isFirst)
      }
      let new = Series(attributes: attributes, start: start, configuration: configuration)
      rows.indices[attributes] = rows.series.count
      rows.series.append(new)
      return (new, false)
    }
    if hasOverflowed { reportOverflow() }
    return series
  }

  /// A series that was recorded meanwhile stays, and so does one somebody still holds, until the next collection:
  /// what they are about to record would be lost with it.
  private func remove(_ finished: [AttributeSet: UInt64]) {
    rows.withLock { rows in
      for (attributes, call) in finished where rows.finished[attributes] == call {
        guard let index = rows.indices[attributes], isKnownUniquelyReferenced(&rows.series[index]) else {
          continue
        }
        rows.finished[attributes] = nil
        rows.indices[attributes] = nil
        let last = rows.series.count - 1
        if index != last {
          rows.series.swapAt(index, last)
          rows.indices[rows.series[index].attributes] = index
        }
        rows.series.removeLast()
      }
    }
  }

  private func reportOverflow() {
    diagnostics.reportOnce(
      "overflow:\(name)",
      Diagnostic(
        .warning,
        "\(name): more than \(limit) attribute sets; further ones are recorded under \(Self.overflowAttributes)"
      )
    )
  }
}
