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
    guard span.context.isSampled else { return }
    // Encoded before any lock is taken: another thread that ends a span waits for a copy, not for the encoder.
    var encoded = ByteWriter(capacity: 1_024)
    encoded.span(span)
    batches.append(encoded, of: span.tracer, called: "a span '\(span.content.name.prefix(80))'")
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
