/// Measures how long each reader takes to collect (O-11).
struct CollectionMeters: Sendable {
  private let duration: Histogram<Double>
  private let attributes: [Int: AttributeSet]

  /// Measures the readers of these numbers into `meter`.
  init(_ components: [Int: SDKComponent], _ meter: Meter) {
    attributes = components.mapValues(\.attributes)
    duration = meter.histogram(
      "otel.sdk.metric_reader.collection.duration",
      unit: "s",
      description: "How long a reader took to collect all metrics.",
      boundaries: Boundaries([])
    )
  }

  /// One collection by `reader`, and why something is missing in it; nil when nothing is.
  func record(_ time: Duration, by reader: Int, failure: String?) {
    guard let component = attributes[reader] else { return }
    let cause = failure.map { ["error.type": .string($0)] as AttributeSet }
    duration.record(time.inSeconds, cause.map(component.merging) ?? component)
  }
}

extension MeterProvider {
  /// Measures from now on how long the readers of this provider take to collect, into a meter of this provider or another.
  package func measureCollections(into meter: Meter, as components: inout SDKComponents) {
    var parts: [Int: SDKComponent] = [:]
    for (number, reader) in readers {
      parts[number] = components.next(
        reader is PeriodicReader ? "periodic_metric_reader" : "\(type(of: reader))")
    }
    collector.measure(with: CollectionMeters(parts, meter))
  }
}
