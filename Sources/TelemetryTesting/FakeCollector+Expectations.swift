import OTLPReceiver
import Telemetry

// Expectations are text, because text is what a failing test shows.

extension FakeCollector {
  /// What the accepted metrics come to, one sorted line per series: `name kind unit {attributes} value`.
  ///
  /// A cumulative series or gauge that was exported several times is one line, with its last value; each point of
  /// a delta series is a line.
  public var metricsText: String {
    var order: [String] = []
    var values: [String: [String]] = [:]
    for metric in metrics {
      for (attributes, value) in metric.values {
        let series = "\(metric.title) \(attributes.description.printable)"
        if values[series] == nil { order.append(series) }
        if metric.points.isDelta {
          values[series, default: []].append(value)
        } else {
          values[series] = [value]
        }
      }
    }
    return order.sorted().flatMap { series in (values[series] ?? []).map { "\(series) \($0)" } }
      .joined(separator: "\n")
  }

  /// The accepted spans as trees, without ids and times: `name kind status {attributes}`, children indented by two.
  ///
  /// Siblings stand in the order they began; a span whose parent did not arrive stands on its own.
  public var spansText: String {
    SpanForest(spans).lines.joined(separator: "\n")
  }

  /// The accepted log records in order, without ids and times.
  public var logRecordsText: String {
    logRecords.map { record in
      var record = record
      record.spanContext = .invalid
      return record.line
    }.joined(separator: "\n")
  }

  /// Throws a readable ``Difference`` unless ``metricsText`` is `expected`.
  public func expect(metrics expected: String) throws {
    if let difference = Difference(in: "metrics", expected: expected, found: metricsText) { throw difference }
  }

  /// Throws a readable ``Difference`` unless ``spansText`` is `expected`.
  public func expect(spans expected: String) throws {
    if let difference = Difference(in: "spans", expected: expected, found: spansText) { throw difference }
  }

  /// Throws a readable ``Difference`` unless ``logRecordsText`` is `expected`.
  public func expect(logRecords expected: String) throws {
    if let difference = Difference(in: "log records", expected: expected, found: logRecordsText) {
      throw difference
    }
  }
}

extension MetricData.Points {
  fileprivate var isDelta: Bool {
    switch self {
    case .gauge, .summary: false
    case .sum(_, let temporality, _): temporality == .delta
    case .histogram(_, let temporality): temporality == .delta
    case .exponentialHistogram(_, let temporality): temporality == .delta
    }
  }
}
