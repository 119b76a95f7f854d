package import OTLPReceiver
import Synchronization
package import Telemetry

/// What the demo's collector took in, kept up to date while requests arrive.
final class ArrivalBook: Sendable {
  private let arrivals = Mutex(Arrivals())

  /// The state at this moment.
  var snapshot: Arrivals { arrivals.withLock { $0 } }

  /// Enters what `request` holds.
  func enter(_ request: ReceivedRequest) {
    arrivals.withLock { $0.enter(request) }
  }

  /// Notes that `count` records were recorded not later than `time`, so that their way can be timed.
  func noteRecords(_ count: Int, by time: Timestamp) {
    guard count > 0 else { return }
    arrivals.withLock { $0.noteRecords(count, by: time) }
  }
}

/// What has arrived, and how long it took.
package struct Arrivals: Sendable {
  /// How many finished spans are kept to show.
  static let keptSpans = 256
  /// How many batches of records may wait to be timed.
  static let maximumWaiting = 4_096

  package private(set) var requests = 0
  package private(set) var records = 0
  package private(set) var dataPoints = 0
  package private(set) var spans = 0
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

  package mutating func enter(_ request: ReceivedRequest) {
    requests += 1
    switch request.content {
    case .metrics(let metrics): enter(metrics, at: request.receivedAt)
    case .traces(let spans): enter(spans, at: request.receivedAt)
    case .logs: break
    }
  }

  private mutating func enter(_ arrived: [MetricData], at receipt: Timestamp) {
    var collected: Timestamp?
    for metric in arrived {
      let (count, time) = metrics[metric.name, default: MetricArrivals(metric)].enter(metric.points)
      dataPoints += count
      collected = [collected, time].compactMap(\.self).max()
    }
    guard let collected else { return }
    exportLatency.add(receipt.duration(since: collected).inSeconds)
    // Times ascend, and what was recorded by the time of a collection is part of it.
    let done = waiting.prefix { $0.time <= collected }
    for batch in done { recordLatency.add(receipt.duration(since: batch.time).inSeconds, times: batch.count) }
    waiting.removeFirst(done.count)
  }

  private mutating func enter(_ arrived: [SpanData], at receipt: Timestamp) {
    spans += arrived.count
    for span in arrived { spanLatency.add(receipt.duration(since: span.end).inSeconds) }
    latestSpans = (latestSpans + arrived).suffix(Self.keptSpans)
  }
}
