/// An exporter as what processors need of it, so that those of all signals are built from the same parts.
struct ExportTarget<Item: Sendable>: Sendable {
  /// Takes a batch until a deadline; false when it failed.
  let export: @Sendable ([Item], Instant) -> Bool
  let flush: @Sendable (Instant) -> Bool
  let shutdown: @Sendable (Instant) -> Bool
}

extension ExportTarget<SpanData> {
  init(_ exporter: any SpanExporter) {
    self.init(
      export: { exporter.export($0, until: $1) },
      flush: { exporter.flush(until: $0) },
      shutdown: { exporter.shutdown(until: $0) }
    )
  }
}

extension ExportTarget<LogRecordData> {
  init(_ exporter: any LogRecordExporter) {
    self.init(
      export: { exporter.export($0, until: $1) },
      flush: { exporter.flush(until: $0) },
      shutdown: { exporter.shutdown(until: $0) }
    )
  }
}
