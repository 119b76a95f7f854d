import Telemetry

/// What is known of the processor of one signal at each collection (O-06, O-07).
struct ProcessorMeters: Sendable {
  private let size: ObservableUpDownCounter<Int64>
  private let capacity: ObservableUpDownCounter<Int64>
  private let processed: ObservableCounter<Int64>
  private let processor: AttributeSet

  init(_ signal: TelemetrySignal, processor: AttributeSet, _ meter: Meter) {
    self.processor = processor
    let name = "otel.sdk.processor.\(signal.itemName)"
    let unit = signal.itemUnit
    size = meter.observableUpDownCounter(
      name + ".queue.size",
      unit: unit,
      description: "How many items wait for their batch to be full or old enough."
    )
    capacity = meter.observableUpDownCounter(
      name + ".queue.capacity",
      unit: unit,
      description: "How many items make a batch full."
    )
    processed = meter.observableCounter(
      name + ".processed",
      unit: unit,
      description: "How many items were handed to the exporter, or given up before."
    )
  }

  var instruments: [any ObservableInstrument] { [size, capacity, processed] }

  func observe(_ queue: OpenBatches.Queue, with observer: MultiObserver) {
    observer.observe(size, Int64(queue.size), processor)
    observer.observe(capacity, Int64(queue.capacity), processor)
    observer.observe(processed, Int64(clamping: queue.tally.passed), processor)
    for (reason, count) in queue.tally.refused {
      let failed = processor.merging(["error.type": .string(reason.rawValue)])
      observer.observe(processed, Int64(clamping: count), failed)
    }
  }
}
