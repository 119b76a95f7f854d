package import OTLPReceiver
package import Telemetry

/// What has arrived, and how long it took.
package struct Arrivals: Sendable {
  /// How many finished spans are kept to show.
  static let keptSpans = 256
  /// How many metrics are kept; of more only those that came first.
  package static let maximumMetrics = 256
  /// How many batches of records may wait to be timed.
  static let maximumWaiting = 4_096

  package private(set) var requests = 0
  package private(set) var records = 0
  package private(set) var items = ItemCounts()
  /// Requests of other programs.
  package private(set) var refused = 0
  /// The metrics by name, each with the latest point of every series.
  package private(set) var metrics: [String: MetricArrivals] = [:]
  /// The spans that ended last, oldest first.
  package private(set) var latestSpans: [SpanData] = []
  /// From a record to the receipt of the first collection that contains it.
  package private(set) var recordLatency = Percentiles()
  /// From a collection to the receipt of what it exported: encoding, sending and decoding.
  package private(set) var exportLatency = Percentiles()
  /// From the end of a span to its receipt.
  package private(set) var spanLatency = Percentiles()
  private var waiting: [(count: Int, time: Timestamp)] = []

  package init() {}

  package mutating func noteRecords(_ count: Int, by time: Timestamp) {
    records += count
    if waiting.count < Self.maximumWaiting { waiting.append((count, time)) }
  }

  package mutating func noteRefusal() {
    refused += 1
  }

  package mutating func enter(_ request: ReceivedRequest) {
    enter(request.content, at: request.receivedAt)
  }

  package mutating func enter(_ content: ReceivedRequest.Content, at receipt: Timestamp) {
    requests += 1
    switch content {
    case .metrics(let metrics): enter(metrics, at: receipt)
    case .traces(let spans): enter(spans, at: receipt)
    case .logs(let records): items.logRecords += UInt64(records.count)
    }
  }

  private mutating func enter(_ arrived: [MetricData], at receipt: Timestamp) {
    var collected: Timestamp?
    for metric in arrived {
      items.dataPoints += UInt64(metric.points.count)
      collected = [collected, metric.points.latestTime].compactMap(\.self).max()
      guard metrics.count < Self.maximumMetrics || metrics[metric.name] != nil else { continue }
      metrics[metric.name, default: MetricArrivals(metric)].enter(metric.points)
    }
    guard let collected else { return }
    exportLatency.add(receipt.duration(since: collected).inSeconds)
    // Times ascend, and what was recorded by the time of a collection is part of it.
    let done = waiting.prefix { $0.time <= collected }
    for batch in done { recordLatency.add(receipt.duration(since: batch.time).inSeconds, times: batch.count) }
    waiting.removeFirst(done.count)
  }

  private mutating func enter(_ arrived: [SpanData], at receipt: Timestamp) {
    items.spans += UInt64(arrived.count)
    for span in arrived { spanLatency.add(receipt.duration(since: span.end).inSeconds) }
    latestSpans = (latestSpans + arrived).suffix(Self.keptSpans)
  }
}

extension MetricData.Points {
  /// When the latest point was read; nil when there are none.
  fileprivate var latestTime: Timestamp? {
    switch self {
    case .gauge(let points), .sum(let points, _, _): points.map(\.time).max()
    case .histogram(let points, _): points.map(\.time).max()
    case .exponentialHistogram(let points, _): points.map(\.time).max()
    case .summary(let points): points.map(\.time).max()
    }
  }
}
