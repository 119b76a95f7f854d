/// Shows events in the span they happened in as well: each record with an event name that belongs to the current span
/// becomes an event of that span, and goes on to the later processors all the same (L-25).
public final class SpanEventProcessor: LogRecordProcessor {
  /// A processor to stand among others.
  public init() {}

  /// Adds an event to the current span if that is where `record` belongs.
  public func onEmit(_ record: inout EmittedLogRecord) {
    guard !record.eventName.isEmpty, let span = Span.current, span.isRecording else { return }
    guard span.context.traceID == record.spanContext.traceID, span.context.spanID == record.spanContext.spanID
    else { return }
    span.addEvent(record.eventName, record.attributes, at: record.time ?? record.observedTime)
  }

  /// Nothing waits.
  public func flush(until deadline: Instant) -> Bool { true }

  /// Nothing waits.
  public func shutdown(until deadline: Instant) -> Bool { true }
}
