import WireFormat

/// What only a recording span has: everything about it, from its start until the last processor is done with it.
@safe final class SpanRecording: Sendable {
  let core: TracerCore
  let context: SpanContext
  /// Invalid for a root span.
  let parent: SpanContext
  let kind: SpanKind
  let start: Timestamp
  /// The monotonic time of `start`: an end must not come before it when the time of day is set back (FS-29). Nil for a
  /// start the caller gave, which may be long ago.
  private let startInstant: Instant?
  private let lock = BriefLock()
  /// Only touched under the lock, until the span has ended; nothing changes after that.
  private nonisolated(unsafe) let content: UnsafeMutablePointer<SpanContent>

  init(
    _ core: TracerCore, _ context: SpanContext, parent: SpanContext, kind: SpanKind, name: String,
    at start: Timestamp?
  ) {
    self.core = core
    self.context = context
    self.parent = parent
    self.kind = kind
    if let start {
      self.start = start
      startInstant = nil
    } else {
      let reading = core.reading
      self.start = reading.now
      startInstant = reading.instant
    }
    let (content, rest) = unsafe SpanMemory.take()
    unsafe content.initialize(to: SpanContent(name: name, borrowing: rest))
    unsafe self.content = content
    if context.isSampled { SampledSpans.begin() }
  }

  deinit {
    if context.isSampled { SampledSpans.end() }
    unsafe content.deinitialize(count: 1)
    unsafe SpanMemory.giveBack(content)
  }

  /// Whether the span has not ended.
  var isOpen: Bool { lock.withLock { unsafe content.pointee.end == nil } }

  /// The time of day now, which never comes before the start of a span that began now.
  var now: Timestamp {
    guard let startInstant else { return core.now }
    return start.advanced(by: startInstant, until: core.instant)
  }

  /// Changes the span, unless it has ended.
  @inline(__always)
  func change(_ body: (inout SpanContent, RecordingLimits) -> Void) {
    lock.withLock {
      if unsafe content.pointee.end == nil { unsafe body(&content.pointee, core.bounds) }
    }
  }

  /// Changes a span that nobody else has seen yet.
  @inline(__always)
  func prepare(_ body: (inout SpanContent, RecordingLimits) -> Void) {
    unsafe body(&content.pointee, core.bounds)
  }

  /// Reads a span that has ended.
  @inline(__always)
  func read<Result>(_ body: (borrowing SpanContent) -> Result) -> Result {
    unsafe body(content.pointee)
  }

  func addEvent(
    _ name: String, _ literal: UnsafeBufferPointer<(String, AttributeValue)>, at time: Timestamp?
  ) {
    let time = time ?? now
    change { content, bounds in
      content.addEvent(name, at: time, within: bounds) { writer, run in
        unsafe writer.attributes(literal, of: &run, bounds, limit: bounds.attributesPerItem)
      }
    }
  }

  func addEvent(_ name: String, _ attributes: AttributeSet, at time: Timestamp?) {
    let time = time ?? now
    change { content, bounds in
      content.addEvent(name, at: time, within: bounds) { writer, run in
        writer.attributes(attributes, of: &run, bounds, limit: bounds.attributesPerItem)
      }
    }
  }

  /// Ends the span and hands it to the processors; only the first call counts (T-22).
  func end(at time: Timestamp?) {
    let end = time ?? max(now, start)
    let isFirst = lock.withLock {
      guard unsafe content.pointee.end == nil else { return false }
      unsafe content.pointee.end = end
      return true
    }
    guard isFirst else { return }
    core.meters?.noteEnd(isSampled: context.isSampled)
    unsafe core.noteLimits(of: content.pointee)
    core.hand(FinishedSpan(self))
  }
}
