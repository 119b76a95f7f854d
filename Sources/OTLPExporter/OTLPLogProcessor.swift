import OTLPEncoding
package import Telemetry
import WireFormat

/// Writes each log record as it is emitted, on the thread that emits it, into the open chunk of its scope (L-24).
///
/// Stands last: what processors behind it change is not exported.
package final class OTLPLogProcessor: LogRecordProcessor {
  package let batches: OpenBatches

  package init(_ batches: OpenBatches) {
    self.batches = batches
  }

  package func onEmit(_ record: inout EmittedLogRecord) {
    let refusal = batches.append(
      of: record.loggerID, record.logger, atLeast: record.attributes.byteCount
    ) { $0.logRecord(&record) }
    if let refusal { batches.refuse(refusal, record.shownBriefly) }
  }

  package func flush(until deadline: Instant) -> Bool {
    batches.flush(until: deadline)
  }

  /// Hands open chunks over and refuses later records; the delivery is shared and closed after all signals.
  package func shutdown(until deadline: Instant) -> Bool {
    batches.refuseItems()
    return true
  }
}

extension EmittedLogRecord {
  /// Which record it is, without what it says.
  fileprivate var shownBriefly: String {
    eventName.isEmpty
      ? "a log record of '\(scope.name.prefix(80))'" : "a log record '\(eventName.prefix(80))'"
  }
}
