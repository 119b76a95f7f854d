public import SessionBuddyBridge
public import Telemetry

/// Traces of sessions, which another service can link to that knows no more than a session's id.
extension SessionTelemetry {
  /// Starts the trace of a session with the root span `session_buddy.session`, whose ids follow from the session's id
  /// (``SessionIdentity``).
  ///
  /// ```swift
  /// let session = telemetry.startSession(id: "01M7W918A5QKFBF5KZNWJ47TAN", projectPath: "/src/ledger")
  /// try session.withSpan(.checkpoint) { _ in try save() }
  /// session.end()
  /// ```
  ///
  /// A session that is open already is returned as it is, its project and class as they were. One that has ended in this
  /// process is resumed: its second span is a child of the first, marked `session.resumed`. Two processes cannot know of
  /// each other, so only the one that began the session may call this; any other one calls `continueSession`.
  ///
  /// At most 1,024 sessions are open; one more ends the oldest as ``SessionOutcome/abandoned``. With `anonymize_paths`
  /// the path is a hash, as in metrics.
  public func startSession(
    id: String,
    projectPath: String,
    taskClass: TaskClass? = nil,
    selector: String? = nil
  ) -> SessionTrace {
    sessions.startSession(id: id, projectPath: projectPath, taskClass: taskClass, selector: selector)
  }

  /// Starts the span `mahavishnu.<operation>` for work on behalf of a session of any process; the session's id is all
  /// that has to be known of it.
  ///
  /// The span belongs to the current trace, or begins one, and links to the session's root span. `operation` is a word
  /// of your program such as `route_task`, and never data: what is not an ASCII letter, a digit, `_`, `-` or `.`
  /// becomes `_`, what exceeds 64 of them is cut, and after 128 different ones further ones are called `other`.
  public func continueSession(
    id: String,
    operation: String,
    taskClass: TaskClass? = nil,
    selector: String? = nil
  ) -> SessionContinuation {
    sessions.continueSession(id: id, operation: operation, taskClass: taskClass, selector: selector)
  }

  /// Runs `body` in the span `mahavishnu.<operation>`, which is current meanwhile; the outcome is success unless it
  /// throws. Work that can fail without throwing ends its span itself, with the outcome it had.
  ///
  /// ```swift
  /// try telemetry.continueSession(id: sessionID, operation: "route_task") { span in try route() }
  /// ```
  public func continueSession<Output, Failure: Error>(
    id: String,
    operation: String,
    taskClass: TaskClass? = nil,
    selector: String? = nil,
    _ body: (Span) throws(Failure) -> Output
  ) throws(Failure) -> Output {
    try sessions.continueSession(
      id: id, operation: operation, taskClass: taskClass, selector: selector, body)
  }

  /// Runs `body` in the span `mahavishnu.<operation>`, across suspensions and child tasks.
  public func continueSession<Output, Failure: Error>(
    id: String,
    operation: String,
    taskClass: TaskClass? = nil,
    selector: String? = nil,
    isolation: isolated (any Actor)? = #isolation,
    _ body: (Span) async throws(Failure) -> Output
  ) async throws(Failure) -> Output {
    try await sessions.continueSession(
      id: id, operation: operation, taskClass: taskClass, selector: selector, isolation: isolation, body)
  }

  /// Makes the span of a finished session from its record, with the times the record has; `push --sessions` does.
  ///
  /// Its ids follow from the session's id, so the same record sent by two processes is the same span twice. Use either
  /// this or ``startSession(id:projectPath:taskClass:selector:)`` for a session.
  @discardableResult
  public func recordSpan(of session: SessionMetrics) -> SessionSpanResult {
    sessions.recordSpan(of: session)
  }
}
