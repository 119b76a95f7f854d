package import Telemetry

/// Everything that sends telemetry to one collector: one channel, one queue, one ledger for all signals.
///
/// The members plug into the providers of `Telemetry`; this type ends them together.
package final class OTLPExporter: Sendable {
  /// For a periodic reader.
  package let metrics: OTLPMetricExporter
  /// For a tracer provider.
  package let spans: OTLPSpanProcessor
  /// For a logger provider.
  package let logs: OTLPLogProcessor
  let delivery: Delivery
  private let worker: Worker

  package init(
    _ options: OTLPExporterOptions,
    resource: Resource,
    spans spanOptions: BatchOptions = .init(),
    logs logOptions: BatchOptions = .logs,
    metrics metricOptions: MetricReaderOptions = MetricReaderOptions(),
    worker: Worker,
    diagnostics: Diagnostics
  ) {
    self.worker = worker
    delivery = Delivery(options, worker: worker, book: LedgerBook(), diagnostics: diagnostics)
    metrics = OTLPMetricExporter(
      delivery,
      worker: worker,
      options: metricOptions
    )
    let batches = { [delivery] signal, batchOptions in
      OpenBatches(
        of: signal,
        delivery,
        worker: worker,
        resource: resource,
        options: batchOptions
      )
    }
    spans = OTLPSpanProcessor(batches(.traces, spanOptions))
    logs = OTLPLogProcessor(batches(.logs, logOptions))
  }

  /// Where every item is at this moment.
  package var ledger: Ledger { delivery.book.snapshot }

  /// How delivery is going.
  package var condition: DeliveryCondition.Snapshot { delivery.condition.snapshot }

  /// How many bytes wait in the queue.
  package var queuedBytes: Int { delivery.queuedBytes }

  /// Sends everything that was handed over; false when some of it still waits at `deadline`.
  package func flush(until deadline: Instant) -> Bool {
    worker.perform(until: deadline) {
      self.sealOpenChunks()
      return self.delivery.drain(until: deadline)
    } ?? false
  }

  /// Hands over what waits for company, full batches or not.
  package func sealOpenChunks() {
    spans.batches.seal()
    logs.batches.seal()
  }

  /// Hands over what waits for company, and refuses later spans and log records.
  package func refuseItems() {
    spans.batches.refuseItems()
    logs.batches.refuseItems()
  }

  /// How much longer than its time a shutdown takes at most, to break off what is under way, or to store what waits on a disk
  /// that is slow.
  package var patience: Duration { delivery.spool == nil ? .milliseconds(200) : .seconds(2) }

  /// Sends what waits until `deadline`, stores the rest in the spool or drops it where there is none, and refuses what comes later.
  ///
  /// The work under way on the worker is cut short when it has not ended by then, so this returns shortly after. What the
  /// worker has not settled even then is booked as dropped without it.
  package func shutdown(until deadline: Instant) -> Ledger {
    let end = deadline.advanced(by: patience)
    let close = { @Sendable in
      self.sealOpenChunks()
      _ = self.delivery.drain(until: self.endOfSending(before: deadline))
      // One request more may be under way to the disk at the end of this time.
      self.delivery.shutdown(storingUntil: deadline.advanced(by: self.patience / 2))
    }
    if worker.perform(until: deadline, evenLate: true, close) == nil {
      worker.hurry()
      // What was under way now ends by itself; this waits for its books.
      if worker.perform(until: end, evenLate: true, {}) == nil {
        sealOpenChunks()
        delivery.closeWithoutWorker()
      }
    }
    // In its own time when that of the shutdown is over.
    _ = worker.perform(until: deadline, evenLate: true) { [delivery] in delivery.endCalls() }
    worker.stop()
    return ledger
  }

  /// Leaves time to store what cannot be sent.
  private func endOfSending(before deadline: Instant) -> Instant {
    guard delivery.spool != nil else { return deadline }
    return worker.clock.instant.endOfCollection(before: deadline)
  }

  /// Drops what waits, refuses what comes later and ends the worker, without waiting for anything; returns how
  /// many items that cost, those included whose answer will not be waited for.
  package func abandon() -> ItemCounts {
    // Handed over, they would wake the worker, which could begin to send them before the delivery is closed.
    spans.batches.abandon()
    logs.batches.abandon()
    worker.hurry()
    delivery.close()
    // In its own time: nobody waits for answers here.
    _ = worker.perform(until: worker.clock.instant, evenLate: true) { [delivery] in delivery.endCalls() }
    worker.stop()
    let ledger = ledger
    return (ledger.dropped[.shutdown] ?? ItemCounts()) + ledger.queued
  }
}
