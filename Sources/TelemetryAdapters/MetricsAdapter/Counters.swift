import CoreMetrics
import Telemetry

/// A metric of swift-metrics that stands for a series.
protocol SeriesHandler: AnyObject {
  /// Ends the series; recording again begins it anew.
  func finish()
}

final class WholeCounter: CounterHandler, SeriesHandler {
  private let counter: Telemetry.Counter<Int64>
  private let attributes: AttributeSet
  private let series: BoundCounter<Int64>

  init(_ counter: Telemetry.Counter<Int64>, _ attributes: AttributeSet) {
    self.counter = counter
    self.attributes = attributes
    series = counter.bound(to: attributes)
  }

  func increment(by amount: Int64) { series.add(amount) }

  func reset() { finish() }

  func finish() { counter.finish(attributes) }
}

final class FloatingCounter: FloatingPointCounterHandler, SeriesHandler {
  private let counter: Telemetry.Counter<Double>
  private let attributes: AttributeSet
  private let series: BoundCounter<Double>

  init(_ counter: Telemetry.Counter<Double>, _ attributes: AttributeSet) {
    self.counter = counter
    self.attributes = attributes
    series = counter.bound(to: attributes)
  }

  func increment(by amount: Double) { series.add(amount) }

  func reset() { finish() }

  func finish() { counter.finish(attributes) }
}
