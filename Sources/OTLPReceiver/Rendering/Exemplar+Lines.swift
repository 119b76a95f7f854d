internal import Telemetry

extension MetricData.Points {
  /// The exemplars of each point.
  var exemplars: [[Exemplar]] {
    switch self {
    case .gauge(let points), .sum(let points, _, _): points.map(\.exemplars)
    case .histogram(let points, _): points.map(\.exemplars)
    case .exponentialHistogram(let points, _): points.map(\.exemplars)
    case .summary(let points): points.map { _ in [] }
    }
  }
}

extension [Exemplar] {
  /// The first few, each with its value, its span and the attributes its point does not have, and how many follow.
  var parts: [String] {
    let rest = count - Self.mostShown
    return prefix(Self.mostShown).map(\.text) + (rest > 0 ? ["and \(rest) more exemplars"] : [])
  }

  private static let mostShown = 2
}

extension Exemplar {
  fileprivate var text: String {
    var parts = ["exemplar=\(value.text)"]
    if let spanContext { parts += ["trace=\(spanContext.traceID)", "span=\(spanContext.spanID)"] }
    if !filteredAttributes.isEmpty { parts.append(filteredAttributes.description) }
    return parts.joined(separator: " ")
  }
}
