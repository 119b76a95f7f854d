extension MetricData {
  /// Shows a metric that was aggregated elsewhere.
  ///
  /// Summaries and distributions whose buckets contradict each other have no place in what we send.
  ///
  /// - Returns: How many points were left out (M-113).
  func show<Visitor: MetricVisitor & ~Copyable>(to visitor: inout Visitor) -> Int {
    visitor.begin(scope: scope)
    switch points {
    case .gauge(let points):
      show(points, .gauge, &visitor)
      return 0
    case .sum(let points, let temporality, let isMonotonic):
      show(points, .sum(temporality, isMonotonic: isMonotonic), &visitor)
      return 0
    case .histogram(let points, let temporality):
      return show(points, temporality, &visitor)
    case .exponentialHistogram(let points, let temporality):
      return show(points, temporality, &visitor)
    case .summary(let points):
      return points.count
    }
  }

  private func header(_ kind: MetricHeader.Kind) -> MetricHeader {
    MetricHeader(name: name, description: description, unit: unit, kind: kind)
  }

  private func show<Visitor: MetricVisitor & ~Copyable>(
    _ points: [NumberPoint],
    _ kind: MetricHeader.Kind,
    _ visitor: inout Visitor
  ) {
    if !points.isEmpty { visitor.begin(metric: header(kind)) }
    for point in points {
      visitor.visit(
        number: point.value,
        PointContext(
          attributes: point.attributes, start: point.start, time: point.time, exemplars: point.exemplars)
      )
    }
  }

  /// The bounds are the metric's, so points with others make another metric of the same name.
  private func show<Visitor: MetricVisitor & ~Copyable>(
    _ points: [HistogramPoint],
    _ temporality: Temporality,
    _ visitor: inout Visitor
  ) -> Int {
    var current: [Double]?
    var omitted = 0
    for point in points {
      guard let bounds = Boundaries(point.bounds), point.hasAsManyBucketsAsBounds else {
        omitted += 1
        continue
      }
      if current != point.bounds {
        visitor.begin(metric: header(.histogram(temporality, bounds)))
        current = point.bounds
      }
      let snapshot = HistogramSnapshot(
        count: point.count, sum: point.sum, min: point.min, max: point.max, buckets: point.bucketCounts)
      visitor.visit(
        histogram: snapshot,
        PointContext(
          attributes: point.attributes, start: point.start, time: point.time, exemplars: point.exemplars)
      )
    }
    return omitted
  }

  private func show<Visitor: MetricVisitor & ~Copyable>(
    _ points: [ExponentialHistogramPoint],
    _ temporality: Temporality,
    _ visitor: inout Visitor
  ) -> Int {
    var hasBegun = false
    var omitted = 0
    for point in points {
      guard let histogram = ExponentialHistogram(point) else {
        omitted += 1
        continue
      }
      // Not before there is a point: a metric without one says nothing.
      if !hasBegun { visitor.begin(metric: header(.exponentialHistogram(temporality))) }
      hasBegun = true
      let snapshot = ExponentialSnapshot(
        histogram: histogram,
        hasSum: point.sum != nil,
        hasMinMax: point.min != nil && point.max != nil
      )
      visitor.visit(
        exponentialHistogram: snapshot,
        PointContext(
          attributes: point.attributes, start: point.start, time: point.time, exemplars: point.exemplars)
      )
    }
    return omitted
  }
}

extension HistogramPoint {
  /// One bucket more than bounds, or neither (M-66, W-06).
  fileprivate var hasAsManyBucketsAsBounds: Bool {
    bucketCounts.count == bounds.count + 1 || bucketCounts.isEmpty && bounds.isEmpty
  }
}
