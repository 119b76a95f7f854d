/// What collects the metrics of a provider; each reader sees all of them, independent of the others (M-105).
public protocol MetricReader: AnyObject, Sendable {
  /// How it wants its metrics; asked once, when a provider is made.
  var options: MetricReaderOptions { get }
  /// Called by the provider the reader is given to; false when it belongs to another already.
  func attach(_ batch: MetricBatch) -> Bool
  /// Collects and exports now; false when that has failed or not finished by `deadline`.
  func flush(until deadline: Instant) -> Bool
  /// Collects and exports a last time, then stops; later calls do nothing.
  func shutdown(until deadline: Instant) -> Bool
}

extension MetricReader {
  /// Totals, aggregated as the specification has it.
  public var options: MetricReaderOptions { MetricReaderOptions() }
}
