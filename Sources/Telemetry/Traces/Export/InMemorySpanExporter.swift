/// Keeps what it is given, for tests.
///
/// It is bounded: of more than `maximumCount` spans the oldest are forgotten. Any number of threads may export.
///
/// ```swift
/// let exporter = InMemorySpanExporter()
/// let provider = TracerProvider(processors: [SimpleSpanProcessor(exporter)])
/// provider.tracer(named: "demo").withSpan("search") { _ in search() }
/// exporter.spans.map(\.name)  // ["search"]
/// ```
public final class InMemorySpanExporter: SpanExporter {
  private let kept: RecentItems<SpanData>

  /// An exporter that keeps the last `maximumCount` spans, at least one.
  public init(maximumCount: Int = 10_000) {
    kept = RecentItems(maximumCount: maximumCount)
  }

  /// What was exported, the oldest first.
  public var spans: [SpanData] { kept.all }

  /// Forgets what was exported.
  public func reset() { kept.reset() }

  /// Keeps `spans`; false after the shutdown.
  public func export(_ spans: [SpanData], until deadline: Instant) -> Bool { kept.add(spans) }

  /// Nothing waits.
  public func flush(until deadline: Instant) -> Bool { true }

  /// Refuses what is exported from now on; what was is kept.
  public func shutdown(until deadline: Instant) -> Bool {
    kept.shutdown()
    return true
  }
}
