/// A distribution over fixed buckets.
struct HistogramTotal: SeriesTotal {
  struct Form: Sendable {
    let bucketCount: Int
    let fields: DistributionFields
  }

  private var count: UInt64 = 0
  private var sum = 0.0
  private var min = Double.infinity
  private var max = -Double.infinity
  /// Empty until something is recorded.
  private var buckets: [UInt64] = []

  init() {}

  var isEmpty: Bool { count == 0 }

  mutating func merge(_ other: borrowing HistogramTotal, _ form: Form) {
    if buckets.isEmpty {
      buckets = other.buckets
    } else {
      for bucket in buckets.indices { buckets[bucket] &+= other.buckets[bucket] }
    }
    count &+= other.count
    sum += other.sum
    min = Swift.min(min, other.min)
    max = Swift.max(max, other.max)
  }

  static func drain(
    _ cell: UnsafeMutableRawPointer,
    _ form: Form,
    into body: (borrowing HistogramTotal) -> Void
  ) -> Bool {
    let head = unsafe cell.assumingMemoryBound(to: HistogramCell.self)
    guard unsafe head.pointee.updates > 0 else { return false }
    var drained = HistogramTotal()
    drained.sum = unsafe head.pointee.sum
    drained.min = unsafe head.pointee.min
    drained.max = unsafe head.pointee.max
    let counts = unsafe UnsafeBufferPointer(start: HistogramCell.buckets(of: cell), count: form.bucketCount)
    drained.buckets = unsafe Array(counts)
    // Counted from the buckets, so that the two agree whatever happens (W-06).
    drained.count = drained.buckets.reduce(0, &+)
    unsafe cell.initializeMemory(
      as: UInt8.self, repeating: 0, count: HistogramCell.stride(bucketCount: form.bucketCount))
    body(drained)
    return true
  }

  func show<Visitor: MetricVisitor & ~Copyable>(
    _ point: PointContext, _ form: Form, to visitor: inout Visitor
  ) {
    let snapshot = HistogramSnapshot(
      count: count,
      sum: form.fields.hasSum ? sum : nil,
      min: form.fields.hasMinMax ? min : nil,
      max: form.fields.hasMinMax ? max : nil,
      buckets: buckets
    )
    visitor.visit(histogram: snapshot, point)
  }
}
