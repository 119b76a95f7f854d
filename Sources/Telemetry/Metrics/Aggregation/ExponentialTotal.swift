/// A distribution over growing buckets.
struct ExponentialTotal: SeriesTotal {
  struct Form: Sendable {
    let shape: ExponentialCell.Shape
    let fields: DistributionFields
  }

  /// Nil until something is recorded.
  private var histogram: ExponentialHistogram?

  init() {}

  var isEmpty: Bool { histogram?.count ?? 0 == 0 }

  mutating func merge(_ other: borrowing ExponentialTotal, _ form: Form) {
    guard let other = other.histogram else { return }
    if histogram == nil {
      histogram = other
    } else {
      histogram?.merge(other)
    }
  }

  static func drain(
    _ cell: UnsafeMutableRawPointer,
    _ form: Form,
    into body: (borrowing ExponentialTotal) -> Void
  ) -> Bool {
    unsafe cell.assumingMemoryBound(to: ExponentialCell.self).pointee.drain { histogram in
      var drained = ExponentialTotal()
      drained.histogram = copy histogram
      body(drained)
    }
  }

  func show<Visitor: MetricVisitor & ~Copyable>(
    _ point: PointContext, _ form: Form, to visitor: inout Visitor
  ) {
    guard let histogram else { return }
    let snapshot = ExponentialSnapshot(
      histogram: histogram,
      hasSum: form.fields.hasSum,
      hasMinMax: form.fields.hasMinMax
    )
    visitor.visit(exponentialHistogram: snapshot, point)
  }
}
