/// What is told of a metric before its points.
package struct MetricHeader: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case gauge
    case sum(Temporality, isMonotonic: Bool)
    case histogram(Temporality, Boundaries)
    case exponentialHistogram(Temporality)
  }

  package let name: String
  package internal(set) var description: String
  package let unit: String
  package let kind: Kind
}

/// A distribution over fixed buckets as it is shown; all fields of one moment.
package struct HistogramSnapshot: Equatable, Sendable {
  package var count: UInt64
  /// Nil where it is not reported.
  package var sum: Double?
  package var min: Double?
  package var max: Double?
  /// One count per bound and one for everything above the last.
  package var buckets: [UInt64]

  package init(count: UInt64, sum: Double?, min: Double?, max: Double?, buckets: [UInt64]) {
    self.count = count
    self.sum = sum
    self.min = min
    self.max = max
    self.buckets = buckets
  }
}

/// A distribution over growing buckets as it is shown.
package struct ExponentialSnapshot: Equatable, Sendable {
  package var histogram: ExponentialHistogram
  package var hasSum: Bool
  package var hasMinMax: Bool

  package init(histogram: ExponentialHistogram, hasSum: Bool = true, hasMinMax: Bool = true) {
    self.histogram = histogram
    self.hasSum = hasSum
    self.hasMinMax = hasMinMax
  }
}

/// Takes in one collection, series by series; nothing is kept for it in between.
///
/// Calls come in this order: a scope, a metric, its points, the next metric, …, the next scope.
package protocol MetricVisitor: ~Copyable {
  mutating func begin(scope: InstrumentationScope)
  mutating func begin(metric: MetricHeader)
  mutating func visit(number: NumberValue, _ point: PointContext)
  mutating func visit(histogram: HistogramSnapshot, _ point: PointContext)
  mutating func visit(exponentialHistogram: ExponentialSnapshot, _ point: PointContext)
}

/// When a collection happens.
struct CollectionTime {
  /// What its points carry (M-83).
  let now: Timestamp
  /// The same moment for measuring idleness.
  let instant: Instant
}

/// Whom the last collection did not wait for any longer, and who is done since.
struct LateThreads {
  let slots: [Int]
  /// The page they were writing to; it is not open.
  let page: Int
}

/// One stream of an instrument, for the readers that see it.
///
/// All streams of a provider go through the same steps together: ``prepare(_:at:)``, the turning of the page, ``drain(…)``.
/// Then the reader that collects is shown its metrics.
protocol MetricStream: AnyObject, Sendable {
  /// Which readers see it, by their numbers.
  var readers: Set<Int> { get }
  /// Goes on under another description.
  func describe(as description: String)
  /// Notes what must not be touched before the page is turned, and takes what `late` threads, whose recordings were not
  /// over in time, have meanwhile written to the page that was closed last.
  func prepare(_ late: LateThreads, at time: CollectionTime)
  /// Takes what stands on the closed page to what the readers are owed.
  func drain(closed: Int, stragglers: GracePeriod.Stragglers, at time: CollectionTime)
  /// Shows the metric and its points, or nothing when there is no series.
  ///
  /// A series that began after the collection did, or before the clock was set back, shows the moment it began: no
  /// point ends before its start.
  func show<Visitor: MetricVisitor & ~Copyable>(
    to reader: Int, at time: CollectionTime, _ visitor: inout Visitor)
}
