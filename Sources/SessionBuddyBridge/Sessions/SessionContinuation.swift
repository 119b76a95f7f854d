public import Telemetry

/// Work of another service for a session: a span `mahavishnu.<operation>` with a link to the session's root span.
///
/// It ends when you end it; only the first end counts.
public struct SessionContinuation: Sendable {
  /// The span, for attributes and events of your own.
  public let span: Span
  private let start: WorkStart
  private let clock: any TelemetryClock

  init(_ span: Span, _ start: WorkStart, _ clock: any TelemetryClock) {
    self.span = span
    self.start = start
    self.clock = clock
  }

  /// Ends the span, and says in its attributes how the work went and how long it took.
  public func end(_ outcome: SessionOutcome = .success) {
    start.end(span, outcome, at: clock.instant)
  }

  /// Ends the span, whose status is what was said inside the work.
  func endKeepingStatus(_ outcome: SessionOutcome) {
    start.end(span, outcome, at: clock.instant, keepsStatus: true)
  }
}
