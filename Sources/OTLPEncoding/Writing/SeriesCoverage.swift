package import Telemetry

/// What the points of one collection stand for, so far as to tell whether the next collection says all of it again.
///
/// A cumulative point, and that of a gauge, stands for everything the series has gone through; once a later one of the
/// same series is there, it only adds a step to a curve. Series that have ended or begun anew have no later point.
package struct SeriesCoverage: Sendable {
  /// Whether points stand only for the time since the one before, so that none of them can be done without.
  private var hasDeltas = false
  /// When the collection before was; nil for the first one.
  private let horizon: Timestamp?
  /// When this one was.
  package private(set) var time = Timestamp(nanosecondsSinceEpoch: 0)
  /// Stands for all series: a sum, so that their order does not matter.
  private var all: UInt64 = 0
  /// Stands for the series that had begun before the horizon.
  private var old: UInt64 = 0
  private var metric: UInt64 = 0
  /// Whether every point that was collected is in the requests.
  private var isWhole = true

  /// No points yet of the collection that follows the one at `horizon`.
  package init(since horizon: Timestamp?) {
    self.horizon = horizon
  }

  /// Points of a metric follow.
  mutating func begin(_ header: MetricHeader, of scope: InstrumentationScope?) {
    var hasher = Hasher()
    hasher.combine(scope)
    hasher.combine(header.name)
    hasher.combine(header.unit)
    metric = UInt64(bitPattern: Int64(hasher.finalize()))
    switch header.kind {
    case .gauge: break
    case .sum(let temporality, _), .histogram(let temporality, _), .exponentialHistogram(let temporality):
      if temporality == .delta { hasDeltas = true }
    }
  }

  /// Takes in a point.
  @inline(__always)
  mutating func add(_ point: borrowing PointContext) {
    let mark = point.mark(in: metric)
    all &+= mark
    time = max(time, point.time)
    guard let horizon else { return }
    // What began at the horizon or later cannot be part of what was collected there.
    if let start = point.start, start >= horizon { return }
    old &+= mark
  }

  /// A point had to be left out.
  mutating func miss() {
    isWhole = false
  }

  /// Whether every series of `earlier` has a point here that says all of it again.
  package func covers(_ earlier: SeriesCoverage) -> Bool {
    isWhole && !earlier.hasDeltas && horizon == earlier.time && old == earlier.all
  }
}
