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
