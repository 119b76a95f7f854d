import OTLPExporter
import OTLPReceiver
import Telemetry
import TelemetryTesting
import XCTest

/// How long exports take, as the SDK says it (O-11).
final class OperationDurationTests: XCTestCase {
  private let metric = "otel.sdk.exporter.operation.duration"

  /// Each request counts once, with all its attempts and pauses; only the pauses take time on this clock.
  func test_O11_operation_lastsFromTheFirstAttemptToTheLast() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    for _ in 0..<3 { collector.answer(.status(.unavailable), to: .traces) }
    let clock = LeapingClock()
    var spans = BatchOptions()
    // Nothing is sent before the flush.
    spans.scheduleDelay = .seconds(86_400)
    let rig = Rig(
      collector,
      options: { $0.retry.initialPause = .seconds(8) },
      spans: spans,
      observed: true,
      clock: clock
    )
    rig.endSpans(2)
    let start = clock.instant
    let deadline = start.advanced(by: .seconds(36_000))
    XCTAssertEqual(
      rig.worker.perform(until: deadline) { rig.exporter.flush(until: deadline) }, true)
    let paused = start.duration(until: clock.instant).inSeconds

    let point = try XCTUnwrap(rig.selfHistogram(metric).first)
    XCTAssertGreaterThan(paused, 0)
    XCTAssertEqual(point.sum, paused)
    XCTAssertEqual(point.count, 1)
    XCTAssertEqual(point.bounds, [])
    XCTAssertEqual(point.attributes["rpc.status_code"], "OK")
    XCTAssertNil(point.attributes["error.type"])
    XCTAssertEqual(point.attributes["server.port"], .int(Int64(collector.port)))
    XCTAssertEqual(point.attributes["otel.component.name"], "otlp_grpc_span_exporter/0")
  }

  func test_O11_failedOperation_saysOfWhat() throws {
    let cases: [(FakeCollector.Answer, status: String, failure: String?)] = [
      (.ok, "OK", nil),
      (.partialSuccess(rejected: 0, message: "old client"), "OK", nil),
      (.partialSuccess(rejected: 1, message: "no"), "OK", "rejected"),
      (.status(.internal), "INTERNAL", "INTERNAL"),
      (.status(.unavailable), "UNAVAILABLE", "UNAVAILABLE"),
    ]
    for (answer, status, failure) in cases {
      try withRig(otherwise: answer, options: { $0.retry.budget = .zero }, observed: true) { rig in
        rig.endSpans(2)
        let deadline = rig.clock.instant.advanced(by: .seconds(20))
        XCTAssertTrue(rig.exporter.flush(until: deadline))

        let points = rig.selfHistogram(metric)
        XCTAssertEqual(points.map(\.count), [1], "\(answer)")
        XCTAssertEqual(points.first?.attributes["rpc.status_code"], .string(status), "\(answer)")
        XCTAssertEqual(points.first?.attributes["error.type"], failure.map { .string($0) }, "\(answer)")
      }
    }
  }

  func test_O11_requestThatWasNeverTried_isNoOperation() throws {
    let collector = try FakeCollector(running: false)
    let rig = Rig(collector, options: { $0.maximumQueueBytes = 600 }, observed: true)
    rig.meterProvider.meter(named: "m").counter("c").add(1)
    XCTAssertTrue(rig.flush())

    XCTAssertEqual(rig.selfHistogram(metric), [])
    XCTAssertEqual(
      rig.exporter.ledger.dropped[.queueFull]?.dataPoints, rig.exporter.ledger.accepted.dataPoints)
  }
}
