import MetricsAdapter
import Synchronization
import Telemetry
import TelemetryTesting

/// A factory for swift-metrics, a reader of what it records, and everything the SDK said.
struct MetricsBench {
  let clock = ManualClock()
  let reader = ManualReader()
  let said = Mailbox()
  let factory: TelemetryMetricsFactory

  init() {
    let said = said
    let provider = MeterProvider(
      resource: Resource(), readers: [reader], clock: clock, diagnostics: Diagnostics { said.add($0.message) }
    )
    factory = TelemetryMetricsFactory(provider.meter(named: "swift-metrics"))
  }

  /// One metric of a collection of now.
  func shown(_ name: String) -> MetricData? {
    reader.collect().first { $0.name == name }
  }

  /// The value of each series of a sum or gauge, in a collection of now.
  func numbers(_ name: String) -> [AttributeSet: NumberValue] {
    Dictionary(uniqueKeysWithValues: (shown(name)?.numbers ?? []).map { ($0.attributes, $0.value) })
  }
}

extension MetricData {
  /// The points of a sum or gauge.
  var numbers: [NumberPoint] {
    switch points {
    case .gauge(let points), .sum(let points, _, _): points
    case .histogram, .exponentialHistogram, .summary: []
    }
  }

  /// The points of a histogram.
  var histograms: [HistogramPoint] {
    if case .histogram(let points, _) = points { points } else { [] }
  }
}

/// Messages from any thread.
final class Mailbox: Sendable {
  private let messages = Mutex<[String]>([])

  var all: [String] { messages.withLock { $0 } }

  func add(_ message: String) {
    messages.withLock { $0.append(message) }
  }
}
