import CoreMetrics
import Telemetry

final class HistogramRecorder: RecorderHandler, SeriesHandler {
  private let histogram: Histogram<Double>
  private let attributes: AttributeSet
  private let series: BoundHistogram<Double>

  init(_ histogram: Histogram<Double>, _ attributes: AttributeSet) {
    self.histogram = histogram
    self.attributes = attributes
    series = histogram.bound(to: attributes)
  }

  func record(_ value: Int64) { series.record(Double(value)) }

  func record(_ value: Double) { series.record(value) }

  func finish() { histogram.finish(attributes) }
}

final class GaugeRecorder: RecorderHandler, SeriesHandler {
  private let gauge: Telemetry.Gauge<Double>
  private let attributes: AttributeSet
  private let series: BoundGauge<Double>

  init(_ gauge: Telemetry.Gauge<Double>, _ attributes: AttributeSet) {
    self.gauge = gauge
    self.attributes = attributes
    series = gauge.bound(to: attributes)
  }

  func record(_ value: Int64) { series.record(Double(value)) }

  func record(_ value: Double) { series.record(value) }

  func finish() { gauge.finish(attributes) }
}

final class HistogramTimer: TimerHandler, SeriesHandler {
  private let histogram: Histogram<Double>
  private let attributes: AttributeSet
  private let series: BoundHistogram<Double>

  init(_ histogram: Histogram<Double>, _ attributes: AttributeSet) {
    self.histogram = histogram
    self.attributes = attributes
    series = histogram.bound(to: attributes)
  }

  /// Divided, not multiplied by a billionth, which is no number of binary digits: the result is the nearest there is.
  func recordNanoseconds(_ duration: Int64) { series.record(Double(duration) / 1e9) }

  /// Changes nothing: timers of one label share a unit, that of the conventions, and a backend shows it in any other.
  func preferDisplayUnit(_ unit: TimeUnit) {}

  func finish() { histogram.finish(attributes) }
}
