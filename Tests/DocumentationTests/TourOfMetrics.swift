import SessionBuddyTelemetry

/// What the README says about instruments, as a program.
func tourInstruments(meter: Meter, queue: [Int]) {
  // README: instruments
  let imports = meter.counter("ledger.imports", unit: "{import}")
  let openFiles = meter.upDownCounter("ledger.files.open", unit: "{file}")
  let load = meter.gauge("ledger.load", unit: "1")
  let duration = meter.histogram("ledger.import.duration", unit: "s", boundaries: [0.01, 0.1, 1, 10])
  // Asked for at each collection; `observableCounter` and `observableGauge` likewise.
  meter.observableUpDownCounter("ledger.queue.length", unit: "{item}") { $0.observe(Int64(queue.count)) }

  openFiles.add(1)
  imports.add(1, ["format": "csv"])
  duration.record(0.3, ["format": "csv", "file": "march.csv"])
  load.record(0.7)
  openFiles.add(-1)

  // Attributes that are used again and again are kept: that is faster, and binding them faster still.
  let csv: AttributeSet = ["format": "csv"]
  imports.add(1, csv)
  let csvImports = imports.bound(to: csv)
  csvImports.add(1)
  // README: end
}

/// What the README says about providers, as a program.
func tourProvider(exporter: any MetricExporter) -> (provider: MeterProvider, pulled: ManualReader) {
  // README: provider
  var options = MeterProvider.Options()
  options.views = [
    View(
      InstrumentSelector(name: "*.duration", kind: .histogram),
      StreamConfiguration(attributes: .excluding(["file"]), aggregation: .base2ExponentialHistogram())
    ),
    View(InstrumentSelector(name: "debug.*"), StreamConfiguration(aggregation: .drop)),
  ]
  let pulled = ManualReader(options: MetricReaderOptions(temporality: .delta))
  let pushed = PeriodicReader(exporter: exporter, interval: .seconds(10))
  let provider = MeterProvider(readers: [pulled, pushed], options: options)
  // README: end
  return (provider, pulled)
}
