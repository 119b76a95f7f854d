import Synchronization
public import Telemetry

/// The trace of a session: an open root span, below which its steps become spans of their own.
///
/// ```swift
/// let session = telemetry.startSession(id: "01M7W918A5QKFBF5KZNWJ47TAN", projectPath: "/src/ledger")
/// try session.withSpan(.checkpoint) { span in
///   span.setAttribute("checkpoint.files", 12)
///   try save()
/// }
/// session.end()
/// ```
///
/// Its ids follow from the session's id (``SessionIdentity``), so whoever knows that id can link to it. All methods are
/// safe from any thread; what is set after the end has no effect, and a step that begins after it is still a child.
public final class SessionTrace: Sendable {
  /// The ids that follow from the session's id.
  public let identity: SessionIdentity

  private enum State {
    /// The root is being made, outside of any lock; who wants it ended meanwhile leaves word.
    case starting(ending: Ending?)
    case open(Span)
    case ended(SpanContext)
  }

  private struct Ending {
    let outcome: SessionOutcome
    let instant: Instant
  }

  let spans: SessionSpans
  private let start: WorkStart
  /// What every span of the session says.
  let common: AttributeSet
  /// The root that ended before the session was resumed.
  private let earlier: SpanContext?
  private let state: Mutex<State>
  /// Where it is known while it is open.
  private weak let table: SessionTable?

  init(
    _ sessionID: String, _ identity: SessionIdentity, earlier: SpanContext?, from start: WorkStart,
    _ spans: SessionSpans, in table: SessionTable
  ) {
    self.identity = identity
    self.spans = spans
    self.earlier = earlier
    self.table = table
    self.start = start
    common = [
      SessionKey.id: .string(Labels.identifier(sessionID)), SessionKey.service: .string(spans.service),
    ]
    state = Mutex(.starting(ending: nil))
  }

  /// A trace without a root.
  init(without spans: SessionSpans) {
    identity = SessionIdentity(of: "")
    self.spans = spans
    earlier = nil
    table = nil
    start = WorkStart(spans.clock)
    common = [SessionKey.service: .string(spans.service)]
    state = Mutex(.ended(.invalid))
  }

  // MARK: Root

  /// Makes the root; who made the trace calls this once, with no lock held, since it calls a sampler and processors.
  func begin(_ attributes: AttributeSet) {
    let root = makeRoot(attributes.merging(common))
    let ending = state.withLock { state -> Ending? in
      guard case .starting(let ending?) = state else {
        state = .open(root)
        return nil
      }
      state = .ended(root.context)
      return ending
    }
    if let ending { finish(root, ending) }
  }

  private func makeRoot(_ attributes: AttributeSet) -> Span {
    let attributes = attributes.merging([SessionKey.startTime: .string(start.time.iso8601)])
    guard let earlier else {
      return spans.tracer.startRoot(
        SessionKey.span, traceID: identity.traceID, spanID: identity.spanID, attributes: attributes,
        at: start.time)
    }
    return spans.tracer.startSpan(
      SessionKey.span, parent: .context(earlier),
      attributes: attributes.merging([SessionKey.resumed: true]), at: start.time)
  }

  /// The identity of the root span, for links and for what is called on behalf of the session.
  ///
  /// Not valid when traces are switched off.
  public var context: SpanContext {
    state.withLock { state in
      switch state {
      case .open(let root): root.context
      case .ended(let context): context
      // Another thread is making the root this very moment. Whether it will be sampled is not known; most are.
      case .starting:
        earlier
          ?? SpanContext(traceID: identity.traceID, spanID: identity.spanID, flags: .sampled)
      }
    }
  }

  /// Whether the session has ended.
  public var hasEnded: Bool {
    state.withLock { state in
      switch state {
      case .starting(let ending): ending != nil
      case .open: false
      case .ended: true
      }
    }
  }

  /// Sets an attribute of the root span; never the text of a query, the path of a file, or a URL.
  public func setAttribute(_ key: String, _ value: AttributeValue) {
    openRoot?.setAttribute(key, value)
  }

  /// Says what the session is about, once that is known.
  public func classify(as taskClass: TaskClass?, selector: String? = nil) {
    openRoot?.setAttributes(AttributeSet(SessionSpans.classification(taskClass, selector)))
  }

  /// Notes on the root span that something happened.
  public func addEvent(_ name: String, _ attributes: AttributeSet = [:]) {
    openRoot?.addEvent(name, attributes)
  }

  /// Ends the session; only the first call counts, whoever makes it.
  ///
  /// One that nobody ends is ended by `shutdown` as ``SessionOutcome/unfinished``.
  public func end(_ outcome: SessionOutcome = .success) {
    let ending = Ending(outcome: outcome, instant: spans.clock.instant)
    let root = state.withLock { state -> Span? in
      switch state {
      case .starting(nil):
        state = .starting(ending: ending)
        return nil
      case .open(let root):
        state = .ended(root.context)
        return root
      case .starting, .ended: return nil
      }
    }
    if let root { finish(root, ending) }
  }

  private func finish(_ root: Span, _ ending: Ending) {
    table?.remove(self, root.context)
    switch ending.outcome {
    case .success, .error: break
    case .abandoned, .unfinished: root.addEvent("\(SessionKey.span).\(ending.outcome.rawValue)")
    }
    start.end(root, ending.outcome, at: ending.instant)
  }

  private var openRoot: Span? {
    state.withLock { if case .open(let root) = $0 { root } else { nil } }
  }
}
