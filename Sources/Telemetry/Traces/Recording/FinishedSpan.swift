import WireFormat

/// A span at its end, as it is handed to processors; the parts are final.
///
/// It leads to everything about its tracer, the processors included: one that keeps spans keeps their ``data``.
public struct FinishedSpan: Sendable {
  let recording: SpanRecording

  init(_ recording: SpanRecording) {
    self.recording = recording
  }

  package var tracer: ScopeIdentity { recording.core.identity }
  /// What tells ``tracer`` from others, without counting a reference to it.
  package var tracerID: ObjectIdentifier { ObjectIdentifier(recording.core.identity) }
  /// Its identity.
  public var context: SpanContext { recording.context }
  /// The identity of its parent; nil for a root span.
  public var parent: SpanContext? { recording.parent.isValid ? recording.parent : nil }
  /// Which side it describes.
  public var kind: SpanKind { recording.kind }
  /// When the work began.
  public var start: Timestamp { recording.start }
  /// What the span did.
  public var name: String { recording.read { $0.name } }
  /// How it ended.
  public var status: SpanStatus { recording.read { $0.status } }
  /// When it ended, which may be before its start if the program said so.
  public var end: Timestamp { recording.read { $0.end ?? recording.start } }

  /// Whether it is to be exported.
  package var isSampled: Bool { recording.context.isSampled }
  /// How many bytes it has at least on the wire.
  package var leastBytes: Int { recording.read { $0.items.count } }

  /// Its attributes in the order they are written.
  package var writtenAttributes: [(key: String, value: AttributeValue)] {
    recording.read { SpanItems($0.items).attributes }
  }

  /// The whole span as plain values.
  ///
  /// - Complexity: Decodes its attributes, events and links.
  public var data: SpanData {
    recording.read { content in
      let items = SpanItems(content.items)
      return SpanData(
        resource: tracer.resource,
        scope: tracer.scope,
        context: context,
        parentSpanID: parent?.spanID ?? .invalid,
        isParentRemote: parent?.isRemote ?? false,
        name: content.name,
        kind: kind,
        start: start,
        end: content.end ?? start,
        attributes: AttributeSet(items.attributes.map { ($0.key, $0.value) }),
        droppedAttributes: content.droppedAttributes,
        events: items.events,
        droppedEvents: content.droppedEvents,
        links: items.links,
        droppedLinks: content.droppedLinks,
        status: content.status
      )
    }
  }
}
