import Synchronization

/// One piece of work, from its start to its end: a checkpoint, a search, a tool call.
///
/// A span comes from a ``Tracer`` and is exported when it ends. All methods are safe from any thread and do
/// nothing once the span has ended, or when it was not sampled.
///
/// ```swift
/// let span = tracer.startSpan("session_buddy.checkpoint", attributes: ["session.id": "s1"])
/// span.addEvent("saved")
/// span.end()
/// ```
public final class Span: Sendable {
  /// The span the current task works in; nil outside any.
  @TaskLocal public static var current: Span?

  /// Its identity; the same before and after the end (T-15).
  public let context: SpanContext
  package let parent: SpanContext?
  private let recording: Recording?

  /// What only a recording span has.
  private final class Recording: Sendable {
    let tracer: TracerCore
    let kind: SpanKind
    let start: Timestamp
    /// The monotonic time of `start`: an end must not come before it when the time of day is set back (FS-29). Nil
    /// for a start the caller gave, which may be long ago.
    let startInstant: Instant?
    /// Nil once the span has ended.
    let content: Mutex<SpanContent?>

    init(tracer: TracerCore, kind: SpanKind, start: Timestamp, startInstant: Instant?, content: SpanContent) {
      self.tracer = tracer
      self.kind = kind
      self.start = start
      self.startInstant = startInstant
      self.content = Mutex(content)
    }

    /// The end of a span that ends now.
    var endNow: Timestamp {
      guard let startInstant else { return max(start, tracer.clock.now) }
      return start.advanced(by: startInstant.duration(until: tracer.clock.instant))
    }
  }

  /// A span that only carries an identity (T-25).
  package init(nonRecording context: SpanContext) {
    self.context = context
    parent = nil
    recording = nil
    // It may be current as well, as the local end of a remote parent.
    if context.isSampled { SampledSpans.process.add(1) }
  }

  deinit {
    if context.isSampled { SampledSpans.process.add(-1) }
  }

  package init(
    context: SpanContext,
    parent: SpanContext?,
    tracer: TracerCore,
    kind: SpanKind,
    start: Timestamp?,
    content: SpanContent
  ) {
    self.context = context
    self.parent = parent
    recording = Recording(
      tracer: tracer,
      kind: kind,
      start: start ?? tracer.clock.now,
      startInstant: start == nil ? tracer.clock.instant : nil,
      content: content
    )
    if context.isSampled { SampledSpans.process.add(1) }
  }

  /// Whether what is set now will be seen by anybody; false after the end (T-16).
  public var isRecording: Bool {
    recording?.content.withLock { $0 != nil } ?? false
  }

  /// Sets one attribute; the last value of a key counts (T-17).
  public func setAttribute(_ key: String, _ value: AttributeValue) {
    change { $0.set(key, value, within: $1) }
  }

  /// Sets several attributes.
  public func setAttributes(_ attributes: AttributeSet) {
    change { content, limits in
      for entry in attributes { content.set(entry.key, entry.value, within: limits) }
    }
  }

  /// Notes that something happened, now or at `time` (T-18).
  public func addEvent(_ name: String, _ attributes: AttributeSet = [:], at time: Timestamp? = nil) {
    guard let recording else { return }
    let event = SpanEvent(time: time ?? recording.tracer.clock.now, name: name, attributes: attributes)
    change { $0.add($1.limited(event), limit: $1.eventCount) }
  }

  /// Points to another span (T-19); one without valid ids is kept only if it says anything else.
  public func addLink(_ context: SpanContext, _ attributes: AttributeSet = [:]) {
    guard context.isValid || !attributes.isEmpty || !context.traceState.isEmpty else { return }
    let link = SpanLink(context: context, attributes: attributes)
    change { $0.add($1.limited(link), limit: $1.linkCount) }
  }

  /// Says how the work went: success is final, an error may be replaced by a later one (T-20).
  public func setStatus(_ status: SpanStatus) {
    change { content, _ in content.set(status) }
  }

  /// Replaces the name; sampling is not reconsidered (T-21).
  public func updateName(_ name: String) {
    change { content, _ in content.name = name }
  }

  /// Notes an error as the event `exception` (T-23); the status is left to the caller.
  public func recordError(_ error: any Error, _ attributes: AttributeSet = [:]) {
    addEvent("exception", AttributeSet(describing: error).merging(attributes))
  }

  /// Ends the span, now or at `time`, and hands it to the processors; only the first call counts (T-22).
  public func end(at time: Timestamp? = nil) {
    guard let recording, let content = recording.content.withLock({ $0.take() }) else { return }
    recording.tracer.meters?.noteEnd(isSampled: context.isSampled)
    recording.tracer.noteLimits(of: content)
    let finished = FinishedSpan(
      tracer: recording.tracer.identity,
      context: context,
      parent: parent,
      kind: recording.kind,
      start: recording.start,
      end: time ?? recording.endNow,
      content: content
    )
    for processor in recording.tracer.processors { processor.onEnd(finished) }
  }

  private func change(_ body: (inout SpanContent, SpanLimits) -> Void) {
    guard let recording else { return }
    recording.content.withLock { content in
      // Taken out and put back, so that nothing is copied.
      guard var changed = content.take() else { return }
      body(&changed, recording.tracer.limits)
      content = changed
    }
  }
}
