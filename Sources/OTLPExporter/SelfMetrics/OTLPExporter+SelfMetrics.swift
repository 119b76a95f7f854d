package import Telemetry

extension OTLPExporter {
  /// Tells `meter` from now on how the processors and the exporters of `signals` are doing, under the names of the
  /// conventions (O-01).
  ///
  /// Most is read from the books when metrics are collected, so that recording costs nothing more. The export of these
  /// metrics is counted as any other, by the next collection: nothing is exported because something was counted (O-03).
  package func observe(
    _ signals: [TelemetrySignal],
    with meter: Meter,
    as components: inout SDKComponents
  ) {
    var exporters: [TelemetrySignal: AttributeSet] = [:]
    for signal in signals {
      exporters[signal] = components.next(signal.exporterType).attributes.merging(
        delivery.options.serverAttributes)
    }
    delivery.measure(with: OperationMeter(exporters, meter))
    let exporterMeters = exporters.map { signal, attributes in
      (signal, ExporterMeters(signal, exporter: attributes, meter))
    }
    let processors = [spans.batches, logs.batches].filter { signals.contains($0.signal) }
      .map { batches in
        let processor = components.next("batching_\(batches.signal.itemName)_processor").attributes
        return (batches, ProcessorMeters(batches.signal, processor: processor, meter))
      }
    let instruments =
      exporterMeters.flatMap { $0.1.instruments } + processors.flatMap { $0.1.instruments }
    _ = meter.registerCallback(for: instruments) { [delivery] observer in
      let account = delivery.book.account
      for (signal, meters) in exporterMeters {
        meters.observe(account, waiting: delivery.waitingItems(of: signal), with: observer)
      }
      for (batches, meters) in processors { meters.observe(batches.queue, with: observer) }
    }
  }
}

extension OTLPExporterOptions {
  /// `server.address` and `server.port`, as far as they are known.
  fileprivate var serverAttributes: AttributeSet {
    var attributes: [(String, AttributeValue)] = []
    if let serverAddress { attributes.append(("server.address", .string(serverAddress))) }
    if let serverPort { attributes.append(("server.port", .int(Int64(serverPort)))) }
    return AttributeSet(attributes)
  }
}
