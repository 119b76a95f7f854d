import OTLPEncoding
import Synchronization
package import Telemetry

/// Encodes each collection while it is read, and hands it to the delivery.
///
/// It exports every aggregation in either temporality (M-113). An export waits for nobody: what is sent is sent later,
/// by the delivery (M-111).
package final class OTLPMetricExporter: MetricExporter {
  /// What its readers want, unless they are told otherwise (M-104).
  package let options: MetricReaderOptions
  private let delivery: Delivery
  private let worker: Worker
  /// The size of the last collection: the next one is about as large, and its lengths will fit where they stand.
  private let lastByteCount = Atomic(4_096)
  /// When each reader collected last.
  private let horizons = Mutex<[MetricBatch.Source: Timestamp]>([:])
  private let isShutDown = Atomic(false)

  package init(
    _ delivery: Delivery,
    worker: Worker,
    options: MetricReaderOptions = MetricReaderOptions()
  ) {
    self.options = options
    self.delivery = delivery
    self.worker = worker
  }

  /// Queues one collection; after a shutdown it is booked as dropped, and the result is false (M-112).
  package func export(_ batch: MetricBatch) -> Bool {
    var writer = MetricRequestWriter(
      resource: batch.resource,
      maximumBytes: delivery.sizeLimit.bytes,
      expectedBytes: lastByteCount.load(ordering: .relaxed),
      since: horizons.withLock { $0[batch.source] }
    )
    batch.collect(into: &writer)
    for name in writer.oversized { delivery.refuseOversized("a point of \(name)", of: .metrics) }
    let coverage = writer.coverage
    let requests = writer.finish()
    horizons.withLock { $0[batch.source] = coverage.time }
    lastByteCount.store(requests.map(\.byteCount).max() ?? 4_096, ordering: .relaxed)
    guard !isShutDown.load(ordering: .acquiring), !delivery.isClosed else {
      for request in requests {
        delivery.refuse(request.itemCount, of: .metrics, because: .alreadyShutdown)
      }
      return false
    }
    delivery.enqueue(requests, covering: coverage)
    return true
  }

  package func flush(until deadline: Instant) -> Bool {
    let delivery = delivery
    return worker.perform(until: deadline) { delivery.drain(until: deadline) } ?? false
  }

  /// Refuses what is exported from now on. What waits is left to the delivery, which is shared with the other signals
  /// and closed after them.
  package func shutdown(until deadline: Instant) {
    // In its turn: a last collection that is late must still arrive.
    _ = worker.perform(until: deadline, evenLate: true) {
      self.isShutDown.store(true, ordering: .releasing)
    }
  }
}
