import Telemetry

/// What is known of the span processor at each collection (O-06, O-07).
struct ProcessorMeters: Sendable {
  private let size: ObservableUpDownCounter<Int64>
  private let capacity: ObservableUpDownCounter<Int64>
  private let processed: ObservableCounter<Int64>
  private let processor: AttributeSet

  init(_ processor: AttributeSet, _ meter: Meter) {
    self.processor = processor
    size = meter.observableUpDownCounter(
      "otel.sdk.processor.span.queue.size",
      unit: "{span}",
      description: "How many spans wait for their batch to be full or old enough."
    )
    capacity = meter.observableUpDownCounter(
      "otel.sdk.processor.span.queue.capacity",
      unit: "{span}",
      description: "How many spans make a batch full."
    )
    processed = meter.observableCounter(
      "otel.sdk.processor.span.processed",
      unit: "{span}",
      description: "How many spans were handed to the exporter, or given up before."
    )
  }

  var instruments: [any ObservableInstrument] { [size, capacity, processed] }

  func observe(_ queue: OTLPSpanProcessor.Queue, with observer: MultiObserver) {
    observer.observe(size, Int64(queue.size), processor)
    observer.observe(capacity, Int64(queue.capacity), processor)
    observer.observe(processed, Int64(clamping: queue.tally.passed), processor)
    for (reason, count) in queue.tally.refused {
      let failed = processor.merging(["error.type": .string(reason.rawValue)])
      observer.observe(processed, Int64(clamping: count), failed)
    }
  }
}
