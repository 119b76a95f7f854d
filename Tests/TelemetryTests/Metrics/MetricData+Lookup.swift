import Telemetry

extension ManualReader {
  /// The value of each series of a number metric at this moment, by attributes.
  func numbers(_ name: String) -> [AttributeSet: NumberValue] {
    Dictionary(uniqueKeysWithValues: points(name).map { ($0.attributes, $0.value) })
  }

  /// The points of the first number metric called `name` at this moment.
  func points(_ name: String) -> [NumberPoint] {
    collect().first { $0.name == name }?.numberPoints ?? []
  }
}

extension MetricData {
  /// The points of a sum or gauge; none of others.
  var numberPoints: [NumberPoint] {
    switch points {
    case .gauge(let points), .sum(let points, _, _): points
    case .histogram, .exponentialHistogram, .summary: []
    }
  }

  /// The points of a histogram over fixed buckets; none of others.
  var histogramPoints: [HistogramPoint] {
    guard case .histogram(let points, _) = points else { return [] }
    return points
  }
}
