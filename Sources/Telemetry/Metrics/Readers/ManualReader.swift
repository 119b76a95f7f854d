import Synchronization

/// A reader that collects when it is asked: for tests, and for programs that pull.
public final class ManualReader: MetricReader {
  private enum Phase {
    case unattached
    case running(MetricBatch)
    case stopped
  }

  /// How it wants its metrics.
  public let options: MetricReaderOptions
  private let phase = Mutex(Phase.unattached)

  /// A reader to be given to one provider.
  public init(options: MetricReaderOptions = MetricReaderOptions()) {
    self.options = options
  }

  /// Remembers what to collect.
  public func attach(_ batch: MetricBatch) -> Bool {
    phase.withLock { phase in
      guard case .unattached = phase else { return false }
      phase = .running(batch)
      return true
    }
  }

  /// All metrics at this moment; empty before the reader belongs to a provider and after its shutdown.
  public func collect() -> [MetricData] {
    (try? collection().metrics) ?? []
  }

  /// All metrics at this moment, and whether something is missing (M-106).
  ///
  /// - Throws: ``CollectionError`` before the reader belongs to a provider and after its shutdown (M-107).
  public func collection() throws(CollectionError) -> MetricCollection {
    switch phase.withLock({ $0 }) {
    case .unattached: throw .notAttached
    case .running(let batch): return batch.collection()
    case .stopped: throw .shutDown
    }
  }

  /// Nothing to push.
  public func flush(until deadline: Instant) -> Bool { true }

  /// Forgets the provider's metrics.
  public func shutdown(until deadline: Instant) -> Bool {
    phase.withLock { $0 = .stopped }
    return true
  }
}
