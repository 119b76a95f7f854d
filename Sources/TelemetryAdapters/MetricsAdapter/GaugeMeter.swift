import CoreMetrics
import Telemetry

final class GaugeMeter: MeterHandler, SeriesHandler {
  let key: MeterLevels.Key
  private let gauge: Telemetry.Gauge<Double>
  private let series: BoundGauge<Double>
  private let level: MeterLevel

  init(_ gauge: Telemetry.Gauge<Double>, _ key: MeterLevels.Key, _ level: MeterLevel) {
    self.gauge = gauge
    self.key = key
    self.level = level
    series = gauge.bound(to: key.attributes)
  }

  func set(_ value: Int64) { set(Double(value)) }

  func set(_ value: Double) { level.change(series) { _ in value } }

  func increment(by amount: Double) { level.change(series) { $0 + amount } }

  func decrement(by amount: Double) { level.change(series) { $0 - amount } }

  func finish() { gauge.finish(key.attributes) }
}
