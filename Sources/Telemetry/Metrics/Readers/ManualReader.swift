import Synchronization

/// A reader that collects when it is asked: for tests, and for programs that pull.
public final class ManualReader: MetricReader {
  private struct State {
    var batch: MetricBatch?
    var isAttached = false
  }

  /// How it wants its metrics.
  public let options: MetricReaderOptions
  private let state = Mutex(State())

  /// A reader to be given to one provider.
  public init(options: MetricReaderOptions = MetricReaderOptions()) {
    self.options = options
  }

  /// Remembers what to collect.
  public func attach(_ batch: MetricBatch) -> Bool {
    state.withLock { state in
      if state.isAttached { return false }
      state = State(batch: batch, isAttached: true)
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
    let (batch, isAttached) = state.withLock { ($0.batch, $0.isAttached) }
    guard let batch else { throw isAttached ? .shutDown : .notAttached }
    return batch.collection()
  }

  /// Nothing to push.
  public func flush(until deadline: Instant) -> Bool { true }

  /// Forgets the provider's metrics.
  public func shutdown(until deadline: Instant) -> Bool {
    state.withLock { $0.batch = nil }
    return true
  }
}
