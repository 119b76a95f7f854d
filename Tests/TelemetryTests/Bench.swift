import Synchronization
import Telemetry
import TelemetryTesting

/// A provider with a manual reader and clock, and everything it said.
struct Bench {
  let clock = ManualClock()
  let reader: ManualReader
  let said = Mailbox()
  let provider: MeterProvider
  let meter: Meter

  init(
    limit: Int = 2_000,
    views: [View] = [],
    reader: MetricReaderOptions = MetricReaderOptions(),
    _ change: (inout MeterProvider.Options) -> Void = { _ in }
  ) {
    self.reader = ManualReader(options: reader)
    var options = MeterProvider.Options()
    options.cardinalityLimit = limit
    options.views = views
    change(&options)
    let said = said
    provider = MeterProvider(
      resource: Resource(["service.name": "bench"]),
      readers: [self.reader],
      options: options,
      clock: clock,
      diagnostics: Diagnostics { said.add($0.message) }
    )
    meter = provider.meter(named: "bench", version: "1")
  }

  /// The value of each series of a number metric, by attributes.
  func numbers(_ name: String) -> [AttributeSet: NumberValue] {
    guard let metric = reader.collect().first(where: { $0.name == name }) else { return [:] }
    switch metric.points {
    case .gauge(let points), .sum(let points, _, _):
      return Dictionary(uniqueKeysWithValues: points.map { ($0.attributes, $0.value) })
    case .histogram, .exponentialHistogram, .summary:
      return [:]
    }
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
