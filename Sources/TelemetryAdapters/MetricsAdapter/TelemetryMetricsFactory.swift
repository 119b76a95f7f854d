public import CoreMetrics
public import Telemetry

/// Where the metrics of swift-metrics go: each counter, meter, recorder and timer of it is an instrument of a `Meter`.
///
/// ```swift
/// MetricsSystem.bootstrap(TelemetryMetricsFactory(provider.meter(named: "ledger")))
/// let imports = Counter(label: "ledger.imports", dimensions: [("format", "csv")])
/// imports.increment()
/// ```
///
/// | swift-metrics | OpenTelemetry |
/// |---|---|
/// | `Counter` | counter of `Int64` |
/// | `FloatingPointCounter` | counter of `Double` |
/// | `Meter` | gauge of `Double` |
/// | `Recorder` | histogram of `Double` |
/// | `Gauge`, and a `Recorder` that does not aggregate | gauge of `Double` |
/// | `Timer` | histogram of seconds, unit `s` |
///
/// Labels become names, dimensions attributes; of a repeated dimension the last value counts. Metrics of one label and
/// the same dimensions share one series. What an instrument does not take (a negative amount of a counter, a negative
/// value of a histogram, NaN, infinities) is dropped and reported once to `Diagnostics`; nothing traps.
///
/// `destroy()` ends the series: its value is exported once more, then it is gone, until somebody records to it again,
/// which begins anew at 0. `reset()` of a counter does the same, since a sum of OpenTelemetry cannot go back: whoever
/// receives it sees a new start time, and takes it for what it is.
///
/// Each metric has its series looked up when it is made: recording allocates nothing, and waits for nobody but for other
/// threads that move the same `Meter`.
public struct TelemetryMetricsFactory: MetricsFactory {
  /// The bounds of timers in seconds, those that the conventions advise for durations of requests.
  public static let timerBoundaries = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
  ]

  private let meter: Telemetry.Meter
  private let levels: MeterLevels

  /// A factory whose instruments `meter` makes.
  public init(_ meter: Telemetry.Meter) {
    self.meter = meter
    levels = MeterLevels()
  }

  /// A counter of whole numbers.
  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    WholeCounter(meter.counter(label), AttributeSet(dimensions))
  }

  /// A counter of floating-point numbers, which does not round them.
  public func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    FloatingCounter(meter.counter(label, of: Double.self), AttributeSet(dimensions))
  }

  /// A gauge that can also be moved by amounts.
  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    let key = MeterLevels.Key(label: label, attributes: AttributeSet(dimensions))
    return GaugeMeter(meter.gauge(label), key, levels.level(of: key))
  }

  /// A histogram, or a gauge when it is not to `aggregate`.
  public func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    let attributes = AttributeSet(dimensions)
    return aggregate
      ? HistogramRecorder(meter.histogram(label), attributes) : GaugeRecorder(meter.gauge(label), attributes)
  }

  /// A histogram of seconds.
  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    let histogram = meter.histogram(label, unit: "s", boundaries: Self.timerBoundaries)
    return HistogramTimer(histogram, AttributeSet(dimensions))
  }

  /// Ends the series of a counter.
  public func destroyCounter(_ handler: any CounterHandler) { end(handler) }

  /// Ends the series of a floating-point counter.
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { end(handler) }

  /// Ends the series of a meter, which then begins at 0 again.
  public func destroyMeter(_ handler: any MeterHandler) {
    if let handler = handler as? GaugeMeter { levels.restart(handler.key) }
    end(handler)
  }

  /// Ends the series of a recorder.
  public func destroyRecorder(_ handler: any RecorderHandler) { end(handler) }

  /// Ends the series of a timer.
  public func destroyTimer(_ handler: any TimerHandler) { end(handler) }

  /// Handlers of other factories are none of our business.
  private func end(_ handler: AnyObject) {
    (handler as? any SeriesHandler)?.finish()
  }
}

extension AttributeSet {
  fileprivate init(_ dimensions: [(String, String)]) {
    self.init(dimensions.lazy.map { ($0.0, AttributeValue.string($0.1)) })
  }
}
