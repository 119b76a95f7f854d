import Synchronization

/// Keeps what it is given, for tests (M-116).
///
/// It is bounded: of more than `maximumCount` collections the oldest are forgotten.
public final class InMemoryMetricExporter: MetricExporter {
  private struct State {
    var collections: [[MetricData]] = []
    var isShutDown = false
  }

  /// How it wants its metrics.
  public let options: MetricReaderOptions
  private let maximumCount: Int
  private let state = Mutex(State())

  /// An exporter that keeps the last `maximumCount` collections, at least one.
  public init(options: MetricReaderOptions = MetricReaderOptions(), maximumCount: Int = 1_000) {
    self.options = options
    self.maximumCount = max(maximumCount, 1)
  }

  /// What was exported, the oldest collection first.
  public var collections: [[MetricData]] { state.withLock { $0.collections } }

  /// Forgets what was exported.
  public func reset() {
    state.withLock { $0.collections = [] }
  }

  /// Keeps a collection; false after the shutdown.
  public func export(_ batch: MetricBatch) -> Bool {
    guard !state.withLock({ $0.isShutDown }) else { return false }
    let metrics = batch.metrics()
    state.withLock { state in
      if state.collections.count == maximumCount { state.collections.removeFirst() }
      state.collections.append(metrics)
    }
    return true
  }

  /// Nothing waits.
  public func flush(until deadline: Instant) -> Bool { true }

  /// Refuses what is exported from now on; what was is kept.
  public func shutdown(until deadline: Instant) {
    state.withLock { $0.isShutDown = true }
  }
}
