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
    second: ManualReader? = nil,
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
      readers: [self.reader] + (second.map { [$0] } ?? []),
      options: options,
      clock: clock,
      diagnostics: Diagnostics { said.add($0.message) }
    )
    meter = provider.meter(named: "bench", version: "1")
  }

  /// The value of each series of a number metric, by attributes.
  func numbers(_ name: String) -> [AttributeSet: NumberValue] {
    reader.numbers(name)
  }

  /// What every metric is called, in order.
  func names() -> [String] {
    reader.collect().map(\.name).sorted()
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
