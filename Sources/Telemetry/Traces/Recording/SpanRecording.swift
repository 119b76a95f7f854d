import Synchronization
import WireFormat

/// What only a recording span has: everything about it, from its start until the last processor is done with it.
@safe package final class SpanRecording: Sendable {
  /// How much a span can hold before it takes more memory.
  private static let reservedBytes = 512

  let core: TracerCore
  let context: SpanContext
  let parent: SpanContext?
  let kind: SpanKind
  let start: Timestamp
  /// The monotonic time of `start`: an end must not come before it when the time of day is set back (FS-29). Nil for a
  /// start the caller gave, which may be long ago.
  private let startInstant: Instant?
  private let lock = Mutex(())
  /// Only touched under the lock, until the span has ended; nothing changes after that.
  private nonisolated(unsafe) let content: UnsafeMutablePointer<SpanContent>

  init(
    _ core: TracerCore, _ context: SpanContext, parent: SpanContext?, kind: SpanKind, name: String,
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
      let reading = core.clock.reading
      self.start = reading.now
      startInstant = reading.instant
    }
    let head = MemoryLayout<SpanContent>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: head + Self.reservedBytes, alignment: 16)
    unsafe content = memory.bindMemory(to: SpanContent.self, capacity: 1)
    let rest = unsafe UnsafeMutableRawBufferPointer(start: memory + head, count: Self.reservedBytes)
    unsafe content.initialize(to: SpanContent(name: name, borrowing: rest))
    if context.isSampled { SampledSpans.process.add(1) }
  }

  deinit {
    if context.isSampled { SampledSpans.process.add(-1) }
    unsafe content.deinitialize(count: 1)
    unsafe content.deallocate()
  }

  /// Whether the span has not ended.
  var isOpen: Bool { lock.withLock { _ in unsafe content.pointee.end == nil } }

  /// The time of day now, which never comes before the start of a span that began now.
  var now: Timestamp {
    guard let startInstant else { return core.clock.now }
    return start.advanced(by: startInstant, until: core.clock.instant)
  }

  /// Changes the span, unless it has ended.
  @inline(__always)
  func change(_ body: (inout SpanContent, RecordingLimits) -> Void) {
    lock.withLock { _ in
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

  /// Ends the span and hands it to the processors; only the first call counts (T-22).
  func end(at time: Timestamp?) {
    let end = time ?? max(now, start)
    let isFirst = lock.withLock { _ in
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
