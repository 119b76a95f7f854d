public import Telemetry

extension MetricData {
  /// One readable line per point: name, kind, temporality, unit, attributes, value and the first exemplars.
  ///
  /// ```
  /// session_buddy.sessions.total sum cumulative {session} {project_path=/p, time_of_day=morning} = 3
  /// ```
  public var lines: [String] {
    zip(values, points.exemplars).map { point, exemplars in
      let parts = [title, point.attributes.description, point.value] + exemplars.parts
      return parts.map(\.shown).joined(separator: " ")
    }
  }

  /// The attributes of each point and its value as text.
  package var values: [(attributes: AttributeSet, value: String)] {
    switch points {
    case .gauge(let points), .sum(let points, _, _):
      points.map { ($0.attributes, "= \($0.value.text)") }
    case .histogram(let points, _):
      points.map { ($0.attributes, $0.summary) }
    case .exponentialHistogram(let points, _):
      points.map { ($0.attributes, $0.summary) }
    case .summary(let points):
      points.map { ($0.attributes, $0.summary) }
    }
  }

  /// What all points have in common.
  package var title: String {
    [name, points.kind, unit].filter { !$0.isEmpty }.joined(separator: " ").printable
  }
}

extension MetricData.Points {
  /// The kind, with its temporality if it has one.
  fileprivate var kind: String {
    switch self {
    case .gauge: "gauge"
    case .sum(_, let temporality, let isMonotonic):
      "sum \(temporality)" + (isMonotonic ? "" : " non-monotonic")
    case .histogram(_, let temporality): "histogram \(temporality)"
    case .exponentialHistogram(_, let temporality): "exponential-histogram \(temporality)"
    case .summary: "summary"
    }
  }
}

extension NumberValue {
  /// Whole numbers without, floating ones with a fraction.
  var text: String {
    switch self {
    case .int(let value): "\(value)"
    case .double(let value): "\(value)"
    }
  }
}

extension HistogramPoint {
  fileprivate var summary: String {
    let bars = Bars(bucketCounts).description
    return Statistics(count, sum, min, max).description + (bars.isEmpty ? "" : " " + bars)
  }
}

extension ExponentialHistogramPoint {
  fileprivate var summary: String {
    let zero = zeroCount > 0 || !negative.counts.isEmpty ? [zeroCount] : []
    let bars = Bars(negative.counts.reversed() + zero + positive.counts).description
    var parts = [Statistics(count, sum, min, max).description, "scale=\(scale)"]
    if zeroCount > 0 { parts.append("zero=\(zeroCount)") }
    if zeroThreshold > 0 { parts.append("zero-width=\(zeroThreshold)") }
    if !bars.isEmpty { parts.append(bars) }
    return parts.joined(separator: " ")
  }
}

extension SummaryPoint {
  fileprivate var summary: String {
    let quantiles = quantiles.sorted { $0.key < $1.key }.map { " p\($0.key * 100)=\($0.value)" }
    return "count=\(count) sum=\(sum)" + quantiles.joined()
  }
}

/// The figures a distribution reports.
private struct Statistics: CustomStringConvertible {
  let description: String

  init(_ count: UInt64, _ sum: Double?, _ min: Double?, _ max: Double?) {
    let optional = [("sum", sum), ("min", min), ("max", max)].compactMap { name, value in
      value.map { " \(name)=\($0)" }
    }
    description = "count=\(count)" + optional.joined()
  }
}

/// Bucket counts as a bar of at most 32 characters, the fullest bucket highest.
private struct Bars: CustomStringConvertible {
  let description: String

  init(_ counts: [UInt64]) {
    guard let highest = counts.max(), highest > 0 else {
      description = ""
      return
    }
    let width = (counts.count + Self.longest - 1) / Self.longest
    let groups = stride(from: 0, to: counts.count, by: width).map { start -> Double in
      let group = counts[start..<Swift.min(start + width, counts.count)]
      return group.reduce(0.0) { $0 + Double($1) } / Double(group.count)
    }
    let top = groups.max() ?? 1
    description = "[" + String(groups.map { Self.step($0 / top) }) + "]"
  }

  private static let longest = 32

  private static func step(_ share: Double) -> Character {
    guard share > 0 else { return "_" }
    let steps: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    return steps[Swift.min(Int(share * 8), 7)]
  }
}
