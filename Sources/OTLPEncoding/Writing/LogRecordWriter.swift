package import Telemetry
package import WireFormat

extension ByteWriter {
  /// `LogRecord` as an element of `ScopeLogs.log_records` (L-08).
  ///
  /// The record is not changed, but lent by its address: a copy would count a reference for each of its parts.
  package mutating func logRecord(_ record: inout EmittedLogRecord) {
    let message = open(0x12, expecting: 200)
    nonZeroFixed64(0x09, record.time?.nanosecondsSinceEpoch ?? 0)
    nonZero(0x10, UInt64(record.severity.rawValue))
    nonEmpty(0x1A, record.severityText)
    body(record.body)
    attributes(0x32, record.attributes)
    nonZero(0x38, UInt64(record.droppedAttributes))
    identity(record.spanContext)
    nonZeroFixed64(0x59, record.observedTime.nanosecondsSinceEpoch)
    nonEmpty(0x62, record.eventName)
    close(message)
  }

  /// Left out when it says nothing (W-02).
  private mutating func body(_ body: AttributeValue) {
    if case .empty = body { return }
    anyValue(0x2A, body)
  }

  /// The flags and the ids of the span; a span without a trace says nothing and is left out (L-12).
  private mutating func identity(_ context: SpanContext) {
    guard context.traceID.isValid else { return }
    if context.flags != [] {
      byte(0x45)
      fixed32(UInt32(context.flags.rawValue))
    }
    traceID(0x4A, context.traceID)
    if context.spanID.isValid { spanID(0x52, context.spanID) }
  }

  /// A number of eight bytes, left out when it is zero (W-02).
  private mutating func nonZeroFixed64(_ tag: UInt8, _ value: UInt64) {
    if value != 0 { fixed64(tag, value) }
  }
}
