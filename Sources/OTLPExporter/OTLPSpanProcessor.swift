import OTLPEncoding
package import Telemetry
import WireFormat

/// Writes each span as it ends, on the thread that ends it, into the open chunk of its scope (T-62).
package final class OTLPSpanProcessor: SpanProcessor {
  package let batches: OpenBatches

  package init(_ batches: OpenBatches) {
    self.batches = batches
  }

  package var hearsStarts: Bool { false }

  package func onEnd(_ span: FinishedSpan) {
    guard span.isSampled else { return }
    let refusal = batches.append(of: span.tracerID, span.tracer, atLeast: span.leastBytes) { $0.span(span) }
    if let refusal { batches.refuse(refusal, "a span '\(span.name.prefix(80))'") }
  }

  /// How many spans are in open chunks.
  package var openSpanCount: Int { batches.queue.size }

  package func flush(until deadline: Instant) -> Bool {
    batches.flush(until: deadline)
  }

  /// Hands open chunks over and refuses later spans; the delivery is shared and closed after all signals.
  package func shutdown(until deadline: Instant) -> Bool {
    batches.refuseItems()
    return true
  }
}
