/// Where a periodic reader sends what it collects. Calls never overlap (M-111).
public protocol MetricExporter: AnyObject, Sendable {
  /// Takes one collection; retrying is the exporter's own business.
  func export(_ batch: MetricBatch)
  /// Sends what waits; false when some of it still waits at `deadline`.
  func flush(until deadline: Instant) -> Bool
  /// Sends what waits and gives up the rest at `deadline`; later exports are refused.
  func shutdown(until deadline: Instant)
}
