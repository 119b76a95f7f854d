import GRPCTransport
import Telemetry

/// Measures how long it takes to deliver requests, from their first attempt to the end of the last (O-11).
struct OperationMeter: Sendable {
  private let duration: Histogram<Double>
  private let exporters: [TelemetrySignal: AttributeSet]

  /// Measures the requests of some signals; the attributes are those of their exporters.
  init(_ exporters: [TelemetrySignal: AttributeSet], _ meter: Meter) {
    self.exporters = exporters
    duration = meter.histogram(
      "otel.sdk.exporter.operation.duration",
      unit: "s",
      description: "How long it took to export a batch, all attempts and the pauses between them included.",
      boundaries: Boundaries([])
    )
  }

  /// One request that is settled: how the last attempt ended, and why it counts as a failure.
  func record(_ time: Duration, of signal: TelemetrySignal, _ status: Status, failure: String?) {
    guard let exporter = exporters[signal] else { return }
    var outcome: AttributeSet = ["rpc.status_code": .string("\(status)")]
    if let failure { outcome = outcome.merging(["error.type": .string(failure)]) }
    duration.record(time.inSeconds, exporter.merging(outcome))
  }
}
