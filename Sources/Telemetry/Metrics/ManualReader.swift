import Synchronization

/// A reader that collects when it is asked: for tests, and for programs that pull.
public final class ManualReader: MetricReader {
  private let batch = Mutex<MetricBatch?>(nil)

  /// A reader to be given to one provider.
  public init() {}

  /// Remembers what to collect.
  public func attach(_ batch: MetricBatch) {
    self.batch.withLock { $0 = batch }
  }

  /// All metrics at this moment; empty before the reader belongs to a provider and after its shutdown.
  public func collect() -> [MetricData] {
    batch.withLock { $0 }?.metrics() ?? []
  }

  /// Nothing to push.
  public func flush(until deadline: Instant) -> Bool { true }

  /// Forgets the provider's metrics.
  public func shutdown(until deadline: Instant) -> Bool {
    batch.withLock { $0 = nil }
    return true
  }
}
