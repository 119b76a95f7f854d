import Foundation
import Synchronization
import Telemetry
import TelemetryTesting

/// An exporter that does what a test says, and writes down what was asked of it.
final class ScriptedExporter: MetricExporter {
  private struct State {
    var calls: [String] = []
    var collections: [[MetricData]] = []
    var isExporting = false
    var hasOverlapped = false
    var accepts = true
    var flushes = true
  }

  let options: MetricReaderOptions
  private let onExport: @Sendable () -> Void
  private let state = Mutex(State())

  /// `onExport` happens during each export, before the metrics are read.
  init(
    options: MetricReaderOptions = MetricReaderOptions(), onExport: @escaping @Sendable () -> Void = {}
  ) {
    self.options = options
    self.onExport = onExport
  }

  /// `export`, `flush` and `shutdown`, in order.
  var calls: [String] { state.withLock { $0.calls } }
  var collections: [[MetricData]] { state.withLock { $0.collections } }
  /// Whether two exports ever ran at once.
  var hasOverlapped: Bool { state.withLock { $0.hasOverlapped } }

  /// Whether exports succeed from now on.
  func accept(_ accepts: Bool) { state.withLock { $0.accepts = accepts } }
  /// Whether flushes succeed from now on.
  func flush(succeeds: Bool) { state.withLock { $0.flushes = succeeds } }

  func export(_ batch: MetricBatch) -> Bool {
    state.withLock { state in
      state.calls.append("export")
      if state.isExporting { state.hasOverlapped = true }
      state.isExporting = true
    }
    onExport()
    let metrics = batch.metrics()
    return state.withLock { state in
      state.isExporting = false
      if state.accepts { state.collections.append(metrics) }
      return state.accepts
    }
  }

  func flush(until deadline: Instant) -> Bool {
    state.withLock { state in
      state.calls.append("flush")
      return state.flushes
    }
  }

  func shutdown(until deadline: Instant) {
    state.withLock { $0.calls.append("shutdown") }
  }
}

/// A periodic reader of an hour that a test drives, with a provider, an exporter and a clock of its own.
struct PeriodicBench {
  let clock = ManualClock()
  let worker: Worker
  let exporter: ScriptedExporter
  let reader: PeriodicReader
  let provider: MeterProvider
  let meter: Meter

  init(_ exporter: ScriptedExporter = ScriptedExporter(), options: MetricReaderOptions? = nil) {
    self.exporter = exporter
    worker = Worker(clock: clock)
    reader = PeriodicReader(exporter: exporter, interval: .seconds(3_600), options: options, worker: worker)
    provider = MeterProvider(resource: Resource(), readers: [reader], clock: clock)
    meter = provider.meter(named: "m")
  }

  /// Lets `duration` pass, and waits until the worker has done what came due.
  func pass(_ duration: Duration) {
    clock.advance(by: duration)
    while let due = reader.due, due <= clock.instant { sched_yield() }
    // Behind the tick that was under way.
    _ = worker.perform(until: .distantFuture) { true }
  }

  /// Ends the worker's thread, which keeps everything alive.
  func stop() {
    worker.stop()
  }
}
