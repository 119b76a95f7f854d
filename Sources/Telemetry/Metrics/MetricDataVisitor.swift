/// Writes a collection down as plain values.
struct MetricDataVisitor: MetricVisitor {
  private let resource: Resource
  private var scope = InstrumentationScope(name: "")
  private var header: MetricHeader?
  private var finished: [MetricData] = []
  private var numbers: [NumberPoint] = []
  private var histograms: [HistogramPoint] = []

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

  mutating func visit(number: NumberValue, of attributes: AttributeSet, start: Timestamp?, time: Timestamp) {
    numbers.append(NumberPoint(attributes: attributes, start: start, time: time, value: number))
  }

  mutating func visit(
    histogram: HistogramSeries.Snapshot,
    of attributes: AttributeSet,
    start: Timestamp,
    time: Timestamp
  ) {
    guard case .histogram(_, let boundaries) = header?.kind else { return }
    let isEmpty = histogram.count == 0
    histograms.append(
      HistogramPoint(
        attributes: attributes,
        start: start,
        time: time,
        count: histogram.count,
        sum: histogram.sum,
        min: isEmpty ? nil : histogram.min,
        max: isEmpty ? nil : histogram.max,
        bounds: boundaries.values,
        bucketCounts: histogram.buckets
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
  }

  private func points(of kind: MetricHeader.Kind) -> MetricData.Points {
    switch kind {
    case .gauge: .gauge(numbers)
    case .sum(let temporality, let isMonotonic):
      .sum(numbers, temporality: temporality, isMonotonic: isMonotonic)
    case .histogram(let temporality, _): .histogram(histograms, temporality: temporality)
    }
  }
}
