import WireFormat

/// What a span collects while it runs, within its limits.
///
/// Attributes, events and links are kept as the bytes they will be on the wire, in the order they came: nothing is built
/// that would have to be torn down, and ending a span copies one block.
struct SpanContent: ~Copyable {
  var name: String
  var status = SpanStatus.unset
  /// Nil until the span has ended; from then on nothing changes.
  var end: Timestamp?
  /// Elements of `Span.attributes`, `Span.events` and `Span.links`, each with its tag.
  private(set) var items: ByteWriter
  private var attributes = AttributeRun(tag: SpanContent.attributeTag, start: 0)
  private var eventCount: UInt32 = 0
  private(set) var droppedEvents: UInt32 = 0
  private var linkCount: UInt32 = 0
  private(set) var droppedLinks: UInt32 = 0

  static var attributeTag: UInt8 { 0x4A }
  static var eventTag: UInt8 { 0x5A }
  static var linkTag: UInt8 { 0x6A }

  /// A span of that name without anything, which begins to write into `memory`.
  init(name: String, borrowing memory: UnsafeMutableRawBufferPointer) {
    self.name = name
    items = unsafe ByteWriter(borrowing: memory)
  }

  var droppedAttributes: UInt32 { attributes.dropped }

  /// Whether a limit discarded anything.
  @inline(__always)
  var hasDropped: Bool { droppedAttributes | droppedEvents | droppedLinks != 0 }

  @inline(__always)
  mutating func set(_ key: String, _ value: AttributeValue, within bounds: RecordingLimits) {
    items.attribute(key, value, of: &attributes, bounds, limit: bounds.attributes)
  }

  mutating func set(_ set: AttributeSet, within bounds: RecordingLimits) {
    items.attributes(set, of: &attributes, bounds, limit: bounds.attributes)
  }

  @inline(__always)
  mutating func set(_ literal: UnsafeBufferPointer<(String, AttributeValue)>, within bounds: RecordingLimits)
  {
    unsafe items.attributes(literal, of: &attributes, bounds, limit: bounds.attributes)
  }

  /// Ok is final, unset never replaces anything (T-20).
  mutating func set(_ new: SpanStatus) {
    if status != .ok, new != .unset { status = new }
  }

  /// Adds an event whose attributes `write` adds.
  @inline(__always)
  mutating func addEvent(
    _ name: String,
    at time: Timestamp,
    within bounds: RecordingLimits,
    _ write: (inout ByteWriter, inout AttributeRun) -> Void
  ) {
    guard eventCount < bounds.events else { return droppedEvents &+= 1 }
    eventCount &+= 1
    let event = items.open(Self.eventTag, expecting: 100)
    items.fixed64(0x09, time.nanosecondsSinceEpoch)
    items.nonEmpty(0x12, name)
    var run = AttributeRun(tag: 0x1A, start: items.count)
    write(&items, &run)
    items.nonZero(0x20, UInt64(run.dropped))
    items.close(event)
  }

  /// Adds a link; one without valid ids is kept only if it says anything else (T-19).
  mutating func add(_ link: SpanLink, within bounds: RecordingLimits) {
    let context = link.context
    guard context.isValid || !link.attributes.isEmpty || !context.traceState.isEmpty else { return }
    guard linkCount < bounds.links else { return droppedLinks &+= 1 }
    linkCount &+= 1
    let start = items.open(Self.linkTag, expecting: 100)
    items.traceID(0x0A, context.traceID)
    items.spanID(0x12, context.spanID)
    items.nonEmpty(0x1A, context.traceState.header)
    var run = AttributeRun(tag: 0x22, start: items.count)
    items.attributes(link.attributes, of: &run, bounds, limit: bounds.attributesPerItem)
    items.nonZero(0x28, UInt64(link.droppedAttributes &+ run.dropped))
    items.byte(0x35)
    items.fixed32(context.flags.onTheWire(isRemote: context.isRemote))
    items.close(start)
  }
}
