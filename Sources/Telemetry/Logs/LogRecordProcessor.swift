/// Sees every log record as it is emitted, on the thread that emits it, in the order of registration. It must not
/// block (L-21).
public protocol LogRecordProcessor: AnyObject, Sendable {
  /// Whether a record of this kind would have any effect here, for code that wants to save the trouble of making one.
  ///
  /// Records that nobody asked about before are emitted all the same: what a processor does not want, it must leave
  /// aside in ``onEmit(_:)``. One that wraps another asks that one, but only from here (L-22).
  func isEnabled(_ question: LogQuestion) -> Bool
  /// A record was emitted; what is changed in it, later processors see changed.
  func onEmit(_ record: inout EmittedLogRecord)
  /// Sends what waits; false when some of it still waits at `deadline`.
  func flush(until deadline: Instant) -> Bool
  /// Sends what waits and gives up the rest at `deadline`; records that are emitted later are refused.
  func shutdown(until deadline: Instant) -> Bool
}

extension LogRecordProcessor {
  /// True: every record has an effect.
  public func isEnabled(_ question: LogQuestion) -> Bool { true }
}

/// What is known of a record before it is made (L-04, L-21).
public struct LogQuestion: Sendable {
  /// Which code would write it.
  public let scope: InstrumentationScope
  /// How severe it would be.
  public let severity: Severity
  /// What kind of event it would be; empty for a plain record.
  public let eventName: String
  /// The span it would belong to; invalid outside any.
  public let spanContext: SpanContext
}
