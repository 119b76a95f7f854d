import Synchronization

/// Measures how long each reader takes to collect (O-11).
struct CollectionMeters: Sendable {
  private let duration: Histogram<Double>
  /// By the number of the reader.
  private let readers: [AttributeSet]

  init(_ readers: [SDKComponent], _ meter: Meter) {
    self.readers = readers.map(\.attributes)
    duration = meter.histogram(
      "otel.sdk.metric_reader.collection.duration",
      unit: "s",
      description: "How long a reader took to collect all metrics.",
      boundaries: Boundaries([])
    )
  }

  /// One collection by `reader`, and whether nothing is missing in it; what is, the diagnostics tell.
  func record(_ time: Duration, by reader: Int, isComplete: Bool) {
    let attributes = readers[reader]
    duration.record(
      time.inSeconds, isComplete ? attributes : attributes.merging(["error.type": "incomplete"]))
  }
}

extension MetricCollector {
  /// Does `collection` for `reader` and measures it if somebody wants to know.
  func measuring(_ reader: Int, _ collection: () -> Bool) -> Bool {
    guard let meters = meters.withLock({ $0 }) else { return collection() }
    let start = clock.instant
    let isComplete = collection()
    meters.record(start.duration(until: clock.instant), by: reader, isComplete: isComplete)
    return isComplete
  }
}

extension MetricReader {
  /// `otel.component.type`: the word of the conventions, or else the name of the type (O-12).
  var componentType: String {
    self is PeriodicReader ? "periodic_metric_reader" : "\(type(of: self))"
  }
}
