internal import COTLP
internal import Telemetry

extension SpanData {
  init(_ message: CSpan, resource: Resource, scope: InstrumentationScope) throws(DecodingFailure) {
    let flags = unsafe message.flags
    let context = try unsafe SpanContext(
      traceID: TraceID(message.trace_id),
      spanID: SpanID(message.span_id),
      flags: TraceFlags(rawValue: UInt8(truncatingIfNeeded: flags)),
      traceState: TraceState(String(message.trace_state)) ?? TraceState()
    )
    unsafe self.init(
      resource: resource,
      scope: scope,
      context: context,
      parentSpanID: try SpanID(message.parent_span_id, field: "parent_span_id"),
      isParentRemote: RemoteFlag.isRemote(flags),
      name: String(message.name),
      kind: SpanKind(rawValue: UInt8(clamping: message.kind.rawValue)),
      start: Timestamp(nanosecondsSinceEpoch: message.start_time_unix_nano),
      end: Timestamp(nanosecondsSinceEpoch: message.end_time_unix_nano),
      attributes: AttributeSet(message.attributes, message.n_attributes),
      droppedAttributes: message.dropped_attributes_count,
      events: [SpanEvent](message.events, message.n_events) { unsafe SpanEvent($0) },
      droppedEvents: message.dropped_events_count,
      links: try [SpanLink](message.links, message.n_links) { link throws(DecodingFailure) in
        try unsafe SpanLink(link)
      },
      droppedLinks: message.dropped_links_count,
      status: SpanStatus(message.status)
    )
  }
}

/// The two bits that say whether a context came from another process (T-66).
private enum RemoteFlag {
  /// Nil unless the sender knew.
  static func isRemote(_ flags: UInt32) -> Bool? {
    flags & 0x100 == 0 ? nil : flags & 0x200 != 0
  }
}

extension SpanEvent {
  fileprivate init(_ message: CSpanEvent) {
    unsafe self.init(
      time: Timestamp(nanosecondsSinceEpoch: message.time_unix_nano),
      name: String(message.name),
      attributes: AttributeSet(message.attributes, message.n_attributes),
      droppedAttributes: message.dropped_attributes_count
    )
  }
}

extension SpanLink {
  fileprivate init(_ message: CSpanLink) throws(DecodingFailure) {
    let context = try unsafe SpanContext(
      traceID: TraceID(message.trace_id),
      spanID: SpanID(message.span_id),
      flags: TraceFlags(rawValue: UInt8(truncatingIfNeeded: message.flags)),
      traceState: TraceState(String(message.trace_state)) ?? TraceState(),
      isRemote: RemoteFlag.isRemote(message.flags) ?? false
    )
    unsafe self.init(
      context: context,
      attributes: AttributeSet(message.attributes, message.n_attributes),
      droppedAttributes: message.dropped_attributes_count
    )
  }
}

extension SpanStatus {
  fileprivate init(_ message: UnsafeMutablePointer<CSpanStatus>?) {
    guard let status = unsafe message?.pointee else {
      self = .unset
      return
    }
    self =
      switch unsafe status.code {
      case OPENTELEMETRY__PROTO__TRACE__V1__STATUS__STATUS_CODE__STATUS_CODE_OK: .ok
      case OPENTELEMETRY__PROTO__TRACE__V1__STATUS__STATUS_CODE__STATUS_CODE_ERROR:
        unsafe .error(String(status.message))
      default: .unset
      }
  }
}
