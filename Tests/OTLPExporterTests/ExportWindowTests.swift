import OTLPExporter
import Telemetry
import TelemetryTesting
import XCTest

/// How long the export of one collection may take.
final class ExportWindowTests: XCTestCase {
  private func second(_ number: Double) -> Instant {
    Instant(nanoseconds: 0).advanced(by: .seconds(number))
  }

  func test_E19_requestsOfOneExport_shareTheirTime() {
    var window = ExportWindow()

    XCTAssertEqual(window.remaining(of: .seconds(30), for: 1, at: second(100)), .seconds(30))
    XCTAssertEqual(window.remaining(of: .seconds(30), for: 1, at: second(121)), .seconds(9))
    XCTAssertEqual(window.remaining(of: .seconds(30), for: 1, at: second(131)), .zero)
    XCTAssertEqual(window.remaining(of: .seconds(30), for: 2, at: second(131)), .seconds(30))
  }

  func test_E19_afterAFailure_theTimeBeginsAnew() {
    var window = ExportWindow()

    XCTAssertEqual(window.remaining(of: .seconds(5), for: 7, at: second(0)), .seconds(5))
    window.close()
    XCTAssertEqual(window.remaining(of: .seconds(5), for: 7, at: second(60)), .seconds(5))
  }

  /// Something told takes half a minute here: what the first request leaves of the time is not enough for the second, which
  /// is sent after a pause.
  func test_E19_secondRequestOfACollection_getsWhatTheFirstLeft() throws {
    for (limit, isPutOff) in [(Duration.seconds(30), true), (.seconds(31), false)] {
      let collector = try FakeCollector(answering: .partialSuccess(rejected: 0, message: "old client"))
      defer { collector.stop() }
      let clock = LeapingClock()
      let rig = Rig(
        collector,
        options: { options in
          options.maximumRequestBytes = 1_000
          options.metricsTimeout = limit
          options.timeout = .seconds(3_600)
        },
        clock: clock,
        told: { clock.advance(by: .seconds(30)) }
      )
      let text = String(repeating: "x", count: 600)
      for key in ["a", "b"] { rig.meterProvider.meter(named: "m").counter("c").add(1, [key: .string(text)]) }
      XCTAssertTrue(rig.flush(within: .seconds(36_000)))

      XCTAssertEqual(collector.requests.map(\.itemCount), [1, 1])
      XCTAssertEqual(rig.exporter.ledger.exported.dataPoints, 2)
      let time = Instant(nanoseconds: 0).duration(until: clock.instant)
      XCTAssertEqual(time > .seconds(30), isPutOff, "\(limit): \(time)")
    }
  }

  /// One call is given up at the limit although an attempt might take longer, and nothing is lost.
  func test_E19_silentCollector_isLeftAloneInTime() throws {
    try withRig(
      answering: .never,
      options: { options in
        options.timeout = .seconds(3_600)
        options.metricsTimeout = .milliseconds(200)
      }
    ) { rig in
      rig.meterProvider.meter(named: "m").counter("c").add(3)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.requests.count, 2)
      XCTAssertEqual(rig.exporter.ledger.exported.dataPoints, 1)
      XCTAssertEqual(rig.exporter.ledger.dropped, [:])
    }
  }

  func test_E19_spans_haveNoSuchLimit() throws {
    try withRig(
      answering: .delayed(by: .milliseconds(300), .ok),
      options: { $0.metricsTimeout = .milliseconds(50) }
    ) { rig in
      rig.endSpans(1)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.requests.count, 1)
      XCTAssertEqual(rig.exporter.ledger.exported.spans, 1)
    }
  }
}
