import Telemetry

/// What is known of the exporter of one signal at each collection (O-08, O-09), read from the books.
struct ExporterMeters: Sendable {
  private let exported: ObservableCounter<Int64>
  private let inflight: ObservableUpDownCounter<Int64>
  private let signal: TelemetrySignal
  private let exporter: AttributeSet

  init(_ signal: TelemetrySignal, exporter: AttributeSet, _ meter: Meter) {
    self.signal = signal
    self.exporter = exporter
    let item = signal.itemName
    exported = meter.observableCounter(
      "otel.sdk.exporter.\(item).exported",
      unit: signal.itemUnit,
      description: "How many items are settled, delivered or not."
    )
    inflight = meter.observableUpDownCounter(
      "otel.sdk.exporter.\(item).inflight",
      unit: signal.itemUnit,
      description: "How many items were handed over and are not settled yet."
    )
  }

  var instruments: [any ObservableInstrument] { [exported, inflight] }

  /// Tells what `account` says, and that `waiting` items wait.
  func observe(_ account: LedgerBook.Account, waiting: Int, with observer: MultiObserver) {
    observer.observe(inflight, Int64(waiting), exporter)
    let ledger = account.ledger
    observer.observe(exported, Int64(clamping: ledger.exported[signal]), exporter)
    var failures = account.failures[signal] ?? [:]
    if ledger.rejected[signal] > 0 { failures["rejected"] = ledger.rejected[signal] }
    for (cause, count) in failures {
      observer.observe(
        exported, Int64(clamping: count), exporter.merging(["error.type": .string(cause)]))
    }
  }
}
