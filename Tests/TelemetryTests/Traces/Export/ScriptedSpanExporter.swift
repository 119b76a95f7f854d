import Synchronization
import Telemetry

/// Does what a test says with each batch, notes everything, and tells when two threads are in it.
final class ScriptedSpanExporter: SpanExporter {
  private struct State {
    var batches: [[String]] = []
    var deadlines: [Instant] = []
    var calls: [String] = []
    var inside = 0
    var overlaps = 0
  }

  /// Raised after each export.
  private let progress = Signal()
  private let state = Mutex(State())
  private let isFlushed: Bool
  private let body: @Sendable ([SpanData]) -> Bool

  init(isFlushed: Bool = true, _ body: @escaping @Sendable ([SpanData]) -> Bool = { _ in true }) {
    self.isFlushed = isFlushed
    self.body = body
  }

  /// The names of the spans of each batch.
  var batches: [[String]] { state.withLock { $0.batches } }
  var names: [String] { batches.flatMap(\.self) }
  var deadlines: [Instant] { state.withLock { $0.deadlines } }
  /// `export`, `flush` and `shutdown` in their order.
  var calls: [String] { state.withLock { $0.calls } }
  var overlaps: Int { state.withLock { $0.overlaps } }

  /// Waits until that many batches were taken.
  func wait(forBatches count: Int) {
    let end = SystemClock().instant.advanced(by: .seconds(60))
    while batches.count < count, SystemClock().instant < end { progress.wait(atMost: .seconds(1)) }
  }

  func export(_ spans: [SpanData], until deadline: Instant) -> Bool {
    state.withLock { state in
      state.inside += 1
      if state.inside > 1 { state.overlaps += 1 }
      state.calls.append("export")
      state.deadlines.append(deadline)
    }
    let isTaken = body(spans)
    state.withLock { state in
      state.batches.append(spans.map(\.name))
      state.inside -= 1
    }
    progress.raise()
    return isTaken
  }

  func flush(until deadline: Instant) -> Bool {
    state.withLock { $0.calls.append("flush") }
    return isFlushed
  }

  func shutdown(until deadline: Instant) -> Bool {
    state.withLock { $0.calls.append("shutdown") }
    return true
  }
}

extension Tracer {
  /// Starts and ends a span for each of `names`.
  func makeSpans(_ names: some Sequence<String>) {
    for name in names { startSpan(name, parent: .root).end() }
  }
}
