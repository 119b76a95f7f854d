/// Writes a collection down as plain values.
struct MetricDataVisitor: MetricVisitor {
  private let resource: Resource
  private var scope = InstrumentationScope(name: "")
  private var header: MetricHeader?
  private var finished: [MetricData] = []
  private var numbers: [NumberPoint] = []
  private var histograms: [HistogramPoint] = []
  private var exponentials: [ExponentialHistogramPoint] = []

  init(resource: Resource) {
    self.resource = resource
  }

  /// What was visited.
  var metrics: [MetricData] {
    mutating get {
      closeMetric()
      return finished
    }
  }

  mutating func begin(scope: InstrumentationScope) {
    closeMetric()
    self.scope = scope
  }

  mutating func begin(metric: MetricHeader) {
    closeMetric()
    header = metric
  }

  mutating func visit(number: NumberValue, _ point: PointContext) {
    numbers.append(
      NumberPoint(
        attributes: point.attributes,
        start: point.start,
        time: point.time,
        value: number,
        exemplars: point.exemplars
      )
    )
  }

  mutating func visit(histogram: HistogramSnapshot, _ point: PointContext) {
    guard case .histogram(_, let boundaries) = header?.kind else { return }
    histograms.append(
      HistogramPoint(
        attributes: point.attributes,
        start: point.start,
        time: point.time,
        count: histogram.count,
        sum: histogram.sum,
        min: histogram.min,
        max: histogram.max,
        bounds: boundaries.values,
        bucketCounts: histogram.buckets,
        exemplars: point.exemplars
      )
    )
  }

  mutating func visit(exponentialHistogram: ExponentialSnapshot, _ point: PointContext) {
    exponentials.append(
      ExponentialHistogramPoint(
        exponentialHistogram.histogram,
        attributes: point.attributes,
        start: point.start,
        time: point.time,
        includesSum: exponentialHistogram.hasSum,
        includesRange: exponentialHistogram.hasMinMax,
        exemplars: point.exemplars
      )
    )
  }

  private mutating func closeMetric() {
    guard let header else { return }
    finished.append(
      MetricData(
        resource: resource,
        scope: scope,
        name: header.name,
        description: header.description,
        unit: header.unit,
        points: points(of: header.kind)
      )
    )
    self.header = nil
    numbers = []
    histograms = []
    exponentials = []
  }

  private func points(of kind: MetricHeader.Kind) -> MetricData.Points {
    switch kind {
    case .gauge: .gauge(numbers)
    case .sum(let temporality, let isMonotonic):
      .sum(numbers, temporality: temporality, isMonotonic: isMonotonic)
    case .histogram(let temporality, _): .histogram(histograms, temporality: temporality)
    case .exponentialHistogram(let temporality): .exponentialHistogram(exponentials, temporality: temporality)
    }
  }
}
