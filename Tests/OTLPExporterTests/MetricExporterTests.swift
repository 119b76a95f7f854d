import OTLPExporter
import Telemetry
import TelemetryTesting
import XCTest

/// The exporter of metrics as readers see it (M-104, M-111, M-112).
final class MetricExporterTests: XCTestCase {
  func test_M112_exportAfterTheShutdown_failsAndIsBooked() throws {
    try withRig { rig in
      let counter = rig.meterProvider.meter(named: "m").counter("c")
      counter.add(1)
      XCTAssertTrue(rig.flush())
      rig.exporter.metrics.shutdown(until: .distantFuture)
      counter.add(1, ["k": 1])
      rig.endSpans(1)

      // The metrics are lost, the other signals are not.
      XCTAssertFalse(rig.meterProvider.flush(within: .seconds(20)))
      XCTAssertTrue(rig.exporter.flush(until: .distantFuture))
      let ledger = rig.exporter.ledger
      XCTAssertEqual(ledger.exported, ItemCounts(dataPoints: 1, spans: 1))
      XCTAssertEqual(ledger.dropped, [.alreadyShutdown: ItemCounts(dataPoints: 2)])
    }
  }

  func test_M112_exportAfterTheEndOfEverything_failsToo() throws {
    try withRig { rig in
      let counter = rig.meterProvider.meter(named: "m").counter("c")
      counter.add(1)
      XCTAssertEqual(rig.shutdown().dropped, [:])

      XCTAssertFalse(rig.meterProvider.flush(within: .seconds(20)))
      XCTAssertEqual(rig.exporter.ledger.dropped, [.alreadyShutdown: ItemCounts(dataPoints: 1)])
    }
  }

  func test_M112_lastCollection_isDelivered() throws {
    try withRig { rig in
      rig.meterProvider.meter(named: "m").counter("c").add(3)
      XCTAssertTrue(rig.meterProvider.shutdown(within: .seconds(20)))
      XCTAssertEqual(rig.shutdown().exported, ItemCounts(dataPoints: 1))

      try rig.collector.expect(metrics: "c sum cumulative {} = 3")
    }
  }

  func test_M111_collectorThatIsSilent_holdsUpNoExport() throws {
    try withRig(otherwise: .never, options: { $0.timeout = .seconds(1) }) { rig in
      rig.meterProvider.meter(named: "m").counter("c").add(1)

      XCTAssertFalse(rig.meterProvider.flush(within: .milliseconds(50)))
      // The flush gave up, but the collection was handed over and waits.
      XCTAssertEqual(rig.exporter.ledger.queued, ItemCounts(dataPoints: 1))
    }
  }

  func test_X15_M104_reader_takesThePreferencesTheExporterWasMadeWith() {
    let worker = Worker(clock: ManualClock())
    let exporter = OTLPExporter(
      OTLPExporterOptions(target: "ipv4:127.0.0.1:1"),
      resource: Resource(),
      metrics: MetricReaderOptions(
        temporality: .delta,
        aggregation: { $0 == .histogram ? .base2ExponentialHistogram() : .default },
        cardinalityLimits: [.counter: 7]
      ),
      worker: worker,
      diagnostics: Diagnostics { _ in }
    )
    let reader = PeriodicReader(exporter: exporter.metrics, interval: .seconds(60), worker: worker)

    XCTAssertEqual(reader.options.temporality[.counter], .delta)
    XCTAssertEqual(reader.options.temporality[.upDownCounter], .cumulative)
    XCTAssertEqual(reader.options.aggregation(.histogram), .base2ExponentialHistogram())
    XCTAssertEqual(reader.options.aggregation(.counter), .default)
    XCTAssertEqual(reader.options.cardinalityLimits, [.counter: 7])
    _ = exporter.shutdown(until: worker.clock.instant)
  }
}
