/// What collects the metrics of a provider; each reader sees all of them, independent of the others (M-105).
public protocol MetricReader: AnyObject, Sendable {
  /// Called once, by the provider the reader is given to.
  func attach(_ batch: MetricBatch)
  /// Collects and exports now; false when that has not finished by `deadline`.
  func flush(until deadline: Instant) -> Bool
  /// Collects and exports a last time, then stops; later calls do nothing.
  func shutdown(until deadline: Instant) -> Bool
}
