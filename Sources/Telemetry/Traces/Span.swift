/// One piece of work, from its start to its end: a checkpoint, a search, a tool call.
///
/// A span comes from a ``Tracer`` and is exported when it ends. All methods are safe from any thread and do
/// nothing once the span has ended, or when it was not sampled. Copies of a span are the same span.
///
/// ```swift
/// let span = tracer.startSpan("session_buddy.checkpoint", attributes: ["session.id": "s1"])
/// span.addEvent("saved")
/// span.end()
/// ```
public struct Span: Sendable {
  /// Its identity; the same before and after the end (T-15).
  public let context: SpanContext
  /// Nil for a span that does nothing, which costs no memory.
  private let recording: SpanRecording?

  /// A span that only carries an identity (T-25).
  @inline(__always)
  package init(nonRecording context: SpanContext) {
    self.context = context
    recording = nil
    // It may become current, as the local end of a remote parent.
    if context.isSampled { SampledSpans.expectUnseen() }
  }

  /// The span of that recording, whose context is at hand.
  init(_ recording: SpanRecording, _ context: SpanContext) {
    self.context = context
    self.recording = recording
  }

  /// Whether what is set now will be seen by anybody; false after the end (T-16).
  public var isRecording: Bool { recording?.isOpen ?? false }

  /// Sets one attribute; the last value of a key counts (T-17).
  public func setAttribute(_ key: String, _ value: AttributeValue) {
    recording?.change { $0.set(key, value, within: $1) }
  }

  /// Sets several attributes, which costs less than one by one.
  public func setAttributes(_ attributes: AttributeLiteral) {
    unsafe attributes.elements.withUnsafeBufferPointer { literal in
      recording?.change { unsafe $0.set(literal, within: $1) }
    }
  }

  /// Sets several attributes.
  @_disfavoredOverload
  public func setAttributes(_ attributes: AttributeSet) {
    recording?.change { $0.set(attributes, within: $1) }
  }

  /// Notes that something happened, now or at `time` (T-18).
  public func addEvent(_ name: String, _ attributes: AttributeLiteral = [:], at time: Timestamp? = nil) {
    unsafe attributes.elements.withUnsafeBufferPointer { literal in
      unsafe recording?.addEvent(name, literal, at: time)
    }
  }

  /// Notes that something happened, now or at `time` (T-18).
  @_disfavoredOverload
  public func addEvent(_ name: String, _ attributes: AttributeSet, at time: Timestamp? = nil) {
    recording?.addEvent(name, attributes, at: time)
  }

  /// Points to another span (T-19); one without valid ids is kept only if it says anything else.
  public func addLink(_ context: SpanContext, _ attributes: AttributeSet = [:]) {
    add(SpanLink(context: context, attributes: attributes))
  }

  private func add(_ link: SpanLink) {
    recording?.change { $0.add(link, within: $1) }
  }

  /// Says how the work went: success is final, an error may be replaced by a later one (T-20).
  public func setStatus(_ status: SpanStatus) {
    recording?.change { content, _ in content.set(status) }
  }

  /// Replaces the name; sampling is not reconsidered (T-21).
  public func updateName(_ name: String) {
    recording?.change { content, _ in content.name = name }
  }

  /// Notes an error as the event `exception` (T-23); the status is left to the caller.
  public func recordError(_ error: any Error, _ attributes: AttributeSet = [:]) {
    guard recording != nil else { return }
    addEvent("exception", AttributeSet(describing: error).merging(attributes))
  }

  /// Ends the span, now or at `time`, and hands it to the processors; only the first call counts (T-22).
  public func end(at time: Timestamp? = nil) {
    recording?.end(at: time)
  }
}
