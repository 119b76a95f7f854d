import Synchronization
import Telemetry

/// Notes what it is called for, and does what a test says.
final class ScriptedSpanProcessor: SpanProcessor {
  private struct State {
    var calls: [String] = []
    var deadlines: [Instant] = []
  }

  let hearsStarts: Bool
  private let isDone: Bool
  private let starting: @Sendable (Span, Context) -> Void
  private let ending: @Sendable (FinishedSpan) -> Void
  private let state = Mutex(State())

  init(
    isDone: Bool = true,
    hearsStarts: Bool = true,
    starting: @escaping @Sendable (Span, Context) -> Void = { _, _ in },
    ending: @escaping @Sendable (FinishedSpan) -> Void = { _ in }
  ) {
    self.isDone = isDone
    self.hearsStarts = hearsStarts
    self.starting = starting
    self.ending = ending
  }

  /// What it was called for, in order.
  var heard: [String] { state.withLock { $0.calls } }
  /// Until when the flushes and shutdowns were to take.
  var deadlines: [Instant] { state.withLock { $0.deadlines } }

  func onStart(_ span: Span, in context: Context) {
    state.withLock { $0.calls.append("onStart") }
    starting(span, context)
  }

  func onEnd(_ span: FinishedSpan) {
    state.withLock { $0.calls.append("onEnd") }
    ending(span)
  }

  func flush(until deadline: Instant) -> Bool { note("flush", deadline) }
  func shutdown(until deadline: Instant) -> Bool { note("shutdown", deadline) }

  private func note(_ call: String, _ deadline: Instant) -> Bool {
    state.withLock { state in
      state.calls.append(call)
      state.deadlines.append(deadline)
    }
    return isDone
  }
}
