import OTLPEncoding
import Synchronization
package import Telemetry

/// Encodes each collection while it is read, and hands it to the delivery.
package final class OTLPMetricExporter: MetricExporter {
  private let delivery: Delivery
  private let worker: Worker
  private let maximumRequestBytes: Int
  /// The size of the last collection: the next one is about as large, and its lengths will fit where they stand.
  private let lastByteCount = Atomic(4_096)

  package init(_ delivery: Delivery, worker: Worker, maximumRequestBytes: Int) {
    self.delivery = delivery
    self.worker = worker
    self.maximumRequestBytes = maximumRequestBytes
  }

  package func export(_ batch: MetricBatch) -> Bool {
    var writer = MetricRequestWriter(
      resource: batch.resource,
      maximumBytes: maximumRequestBytes,
      expectedBytes: lastByteCount.load(ordering: .relaxed)
    )
    batch.collect(into: &writer)
    for name in writer.oversized { delivery.refuseOversized("a point of \(name)", of: .metrics) }
    let requests = writer.finish()
    let export = delivery.nextExport()
    lastByteCount.store(requests.map(\.byteCount).max() ?? 4_096, ordering: .relaxed)
    for request in requests {
      delivery.book.accept(request.itemCount, of: .metrics)
      delivery.enqueue(request, partOf: export)
    }
    return true
  }

  package func flush(until deadline: Instant) -> Bool {
    let delivery = delivery
    return worker.perform(until: deadline) { delivery.drain(until: deadline) } ?? false
  }

  /// Nothing to do: the delivery is shared with the other signals and closed after them.
  package func shutdown(until deadline: Instant) {}
}
