/// Where a periodic reader sends what it collects. Calls by one reader never overlap (M-111); an exporter that is given to
/// several is called by each on a thread of its own.
public protocol MetricExporter: AnyObject, Sendable {
  /// How it wants its metrics, unless the reader is told otherwise (M-104).
  var options: MetricReaderOptions { get }
  /// Takes one collection; retrying is the exporter's own business. False when it could not, and the metrics are lost
  /// (M-112).
  ///
  /// It must be prompt (M-111): nothing else that its reader's worker has to do begins before it returns. What may take
  /// long, such as an answer from a network, is for ``flush(until:)`` to wait for.
  func export(_ batch: MetricBatch) -> Bool
  /// Sends what waits; false when some of it still waits at `deadline`.
  func flush(until deadline: Instant) -> Bool
  /// Sends what waits and gives up the rest at `deadline`; later exports are refused. Called once by each reader.
  func shutdown(until deadline: Instant)
}

extension MetricExporter {
  /// Totals, aggregated as the specification has it.
  public var options: MetricReaderOptions { MetricReaderOptions() }
}
