import Foundation
import OTLPExporter
import OTLPReceiver
import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// An exporter with providers in front of it and a fake collector behind it.
final class Rig: Sendable {
  let collector: FakeCollector
  let exporter: OTLPExporter
  let meterProvider: MeterProvider
  let tracerProvider: TracerProvider
  let loggerProvider: LoggerProvider
  let worker: Worker
  /// Collects for the exporter.
  let reader: PeriodicReader
  let clock: any TelemetryClock
  /// Collects without sending, at any time.
  let observer = ManualReader()
  private let messages = Messages()

  /// What the exporter told, in order.
  var said: [String] { messages.all }

  init(
    _ collector: FakeCollector,
    options change: (inout OTLPExporterOptions) -> Void = { _ in },
    spans spanOptions: BatchOptions = .init(),
    logs logOptions: BatchOptions = .logs,
    metrics metricOptions: MetricReaderOptions = MetricReaderOptions(),
    interval: Duration = .seconds(86_400),
    callbackBudget: Duration = .seconds(86_400),
    observed: Bool = false,
    clock: any TelemetryClock = SystemClock(),
    told: @escaping @Sendable () -> Void = {}
  ) {
    self.clock = clock
    self.collector = collector
    let messages = messages
    let diagnostics = Diagnostics { diagnostic in
      messages.add("\(diagnostic.severity): \(diagnostic.message)")
      told()
    }
    let resource = Resource(["service.name": "rig"])
    worker = Worker(clock: clock)
    var options = OTLPExporterOptions(
      target: "ipv4:127.0.0.1:\(collector.port)",
      displayName: collector.endpoint
    )
    (options.serverAddress, options.serverPort) = ("127.0.0.1", collector.port)
    options.retry.initialPause = .milliseconds(1)
    options.retry.maximumPause = .milliseconds(20)
    change(&options)
    exporter = OTLPExporter(
      options,
      resource: resource,
      spans: spanOptions,
      logs: logOptions,
      metrics: metricOptions,
      worker: worker,
      diagnostics: diagnostics
    )
    // By default long enough never to come by itself.
    reader = PeriodicReader(exporter: exporter.metrics, interval: interval, worker: worker)
    var meterOptions = MeterProvider.Options()
    meterOptions.callbackBudget = callbackBudget
    meterProvider = MeterProvider(
      resource: resource,
      readers: [reader, observer],
      options: meterOptions,
      clock: clock,
      diagnostics: diagnostics
    )
    var tracerOptions = TracerProvider.Options()
    if observed {
      let meter = meterProvider.meter(named: "self")
      var components = SDKComponents()
      exporter.observe([.metrics, .traces, .logs], with: meter, as: &components)
      meterProvider.measureCollections(into: meter, as: &components)
      tracerOptions.selfMeter = meter
    }
    tracerProvider = TracerProvider(
      resource: resource, processors: [exporter.spans], options: tracerOptions, clock: clock)
    loggerProvider = LoggerProvider(
      resource: resource, processors: [exporter.logs], clock: clock, diagnostics: diagnostics)
  }

  deinit {
    worker.hurry()
    worker.stop()
  }

  /// Ends `count` spans called `span0`, `span1`, …
  func endSpans(_ count: Int) {
    let tracer = tracerProvider.tracer(named: "rig")
    for index in 0..<count { tracer.startSpan("span\(index)").end() }
  }

  /// Emits `count` records with the bodies `record0`, `record1`, …
  func emitRecords(_ count: Int) {
    let logger = loggerProvider.logger(named: "rig")
    for index in 0..<count { logger.emit(.string("record\(index)"), severity: .info) }
  }

  /// Collects and sends everything.
  func flush(within duration: Duration = .seconds(20)) -> Bool {
    let deadline = clock.instant.advanced(by: duration)
    return worker.perform(until: deadline) { [exporter, meterProvider] in
      exporter.sealOpenChunks()
      return meterProvider.flush(until: deadline) && exporter.flush(until: deadline)
    } ?? false
  }

  /// Runs `body` while the worker can do nothing.
  func whileWorkerIsBusy(_ body: () -> Void) {
    let (isBusy, mayGoOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    Thread.detachNewThread { [worker] in
      _ = worker.perform(until: .distantFuture) {
        isBusy.signal()
        mayGoOn.wait()
      }
    }
    isBusy.wait()
    body()
    mayGoOn.signal()
  }

  func shutdown(within duration: Duration = .seconds(20)) -> Ledger {
    exporter.shutdown(until: clock.instant.advanced(by: duration))
  }

  private final class Messages: Sendable {
    private let messages = Mutex<[String]>([])
    var all: [String] { messages.withLock { $0 } }
    func add(_ message: String) { messages.withLock { $0.append(message) } }
  }
}

/// Runs `body` with a rig whose collector gives `answers` in turn, then `otherwise`; the books add up at the end.
func withRig(
  answering answers: FakeCollector.Answer...,
  otherwise: FakeCollector.Answer = .ok,
  options: (inout OTLPExporterOptions) -> Void = { _ in },
  spans: BatchOptions = .init(),
  logs: BatchOptions = .logs,
  observed: Bool = false,
  file: StaticString = #filePath,
  line: UInt = #line,
  _ body: (Rig) throws -> Void
) throws {
  let collector = try FakeCollector(otherwise: otherwise)
  defer { collector.stop() }
  for answer in answers { collector.answer(answer) }
  let rig = Rig(collector, options: options, spans: spans, logs: logs, observed: observed)
  try body(rig)
  let ledger = rig.exporter.ledger
  XCTAssertTrue(ledger.addsUp, "\(ledger)", file: file, line: line)
}
