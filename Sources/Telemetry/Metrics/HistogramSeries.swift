import Synchronization

/// A distribution sorted into buckets.
///
/// One lock guards every field: a point whose buckets, sum and range disagree is worse than a recorder that
/// waits a few nanoseconds.
package final class HistogramSeries: MetricSeries {
  /// What was recorded so far; all fields of one moment.
  package struct Snapshot: Equatable, Sendable {
    package var buckets: [UInt64]
    package var count: UInt64 = 0
    package var sum = 0.0
    package var min = Double.infinity
    package var max = -Double.infinity
  }

  package let attributes: AttributeSet
  package let start: Timestamp
  private let boundaries: Boundaries
  private let state: Mutex<Snapshot>

  package init(attributes: AttributeSet, start: Timestamp, configuration: Boundaries) {
    self.attributes = attributes
    self.start = start
    boundaries = configuration
    state = Mutex(Snapshot(buckets: Array(repeating: 0, count: configuration.values.count + 1)))
  }

  /// Counts a finite value.
  package func record(_ value: Double) {
    let bucket = boundaries.bucket(for: value)
    state.withLock { state in
      state.buckets[bucket] &+= 1
      state.count &+= 1
      state.sum += value
      state.min = Swift.min(state.min, value)
      state.max = Swift.max(state.max, value)
    }
  }

  package var snapshot: Snapshot { state.withLock { $0 } }
}
