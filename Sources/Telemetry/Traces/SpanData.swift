/// Which side of an interaction a span describes (T-26).
public enum SpanKind: UInt8, CaseIterable, Hashable, Sendable {
  // The raw values are OTLP's (T-67).
  case `internal` = 1
  case server = 2
  case client = 3
  case producer = 4
  case consumer = 5
}

/// How the work of a span ended (T-20).
public enum SpanStatus: Hashable, Sendable {
  /// Nobody said; the default.
  case unset
  /// Somebody vouches for success; final.
  case ok
  /// It failed; the description may be empty.
  case error(String)
}

/// Something that happened at one moment of a span.
public struct SpanEvent: Equatable, Sendable {
  /// When it happened.
  public var time: Timestamp
  /// What happened.
  public var name: String
  /// More about it.
  public var attributes: AttributeSet
  /// How many attributes the limit discarded.
  public var droppedAttributes: UInt32

  /// An event of these parts.
  public init(time: Timestamp, name: String, attributes: AttributeSet = [:], droppedAttributes: UInt32 = 0) {
    self.time = time
    self.name = name
    self.attributes = attributes
    self.droppedAttributes = droppedAttributes
  }
}

/// A pointer from a span to another, in the same trace or a different one.
public struct SpanLink: Equatable, Sendable {
  /// The span pointed to.
  public var context: SpanContext
  /// What the relation is about.
  public var attributes: AttributeSet
  /// How many attributes the limit discarded.
  public var droppedAttributes: UInt32

  /// A link of these parts.
  public init(context: SpanContext, attributes: AttributeSet = [:], droppedAttributes: UInt32 = 0) {
    self.context = context
    self.attributes = attributes
    self.droppedAttributes = droppedAttributes
  }
}

/// A finished span as plain values: what an in-memory exporter keeps and a receiver decodes.
public struct SpanData: Equatable, Sendable {
  /// What produced the span.
  public var resource: Resource
  /// Which code made it.
  public var scope: InstrumentationScope
  /// Its identity.
  public var context: SpanContext
  /// The parent's id; invalid for a root span.
  public var parentSpanID: SpanID
  /// Whether the parent came from another process; nil when not known (T-66).
  public var isParentRemote: Bool?
  /// What the span did.
  public var name: String
  /// Which side it describes; nil when the sender did not say.
  public var kind: SpanKind?
  /// When the work began.
  public var start: Timestamp
  /// When it ended.
  public var end: Timestamp
  /// More about it.
  public var attributes: AttributeSet
  /// How many attributes the limit discarded.
  public var droppedAttributes: UInt32
  /// What happened meanwhile, in the order it was recorded.
  public var events: [SpanEvent]
  /// How many events the limit discarded.
  public var droppedEvents: UInt32
  /// Related spans, in the order they were added.
  public var links: [SpanLink]
  /// How many links the limit discarded.
  public var droppedLinks: UInt32
  /// How it ended.
  public var status: SpanStatus

  /// A span of these parts.
  public init(
    resource: Resource,
    scope: InstrumentationScope,
    context: SpanContext,
    parentSpanID: SpanID = .invalid,
    isParentRemote: Bool? = nil,
    name: String,
    kind: SpanKind? = .internal,
    start: Timestamp,
    end: Timestamp,
    attributes: AttributeSet = [:],
    droppedAttributes: UInt32 = 0,
    events: [SpanEvent] = [],
    droppedEvents: UInt32 = 0,
    links: [SpanLink] = [],
    droppedLinks: UInt32 = 0,
    status: SpanStatus = .unset
  ) {
    self.resource = resource
    self.scope = scope
    self.context = context
    self.parentSpanID = parentSpanID
    self.isParentRemote = isParentRemote
    self.name = name
    self.kind = kind
    self.start = start
    self.end = end
    self.attributes = attributes
    self.droppedAttributes = droppedAttributes
    self.events = events
    self.droppedEvents = droppedEvents
    self.links = links
    self.droppedLinks = droppedLinks
    self.status = status
  }
}
