import OTLPReceiver
import SessionBuddyTelemetry
import TelemetryTesting
import TestSupport
import XCTest

/// Somebody outside chooses the values of an attribute, and never the same twice.
final class AttackedAttributeTests: XCTestCase {
  private static let attacks = 100_000
  private static let overflow: AttributeSet = ["otel.metric.overflow": true]

  func test_FS17_attributeOfAnAttacker_costsNoTotalNoMemory_andInTheEndNoSeries() throws {
    let (clock, told) = (ManualClock(), Told())
    let change: (inout TelemetrySettings) -> Void = { settings in
      settings.exportInterval = .seconds(86_400)
      settings.idleSeriesTime = .seconds(60)
    }
    try withTelemetry(change, clock: clock, diagnostics: told.diagnostics) { telemetry, collector in
      let requests = telemetry.meter.counter("requests")
      let sizes = telemetry.meter.histogram("sizes", boundaries: Boundaries([1, 2]))
      var before = 0
      for index in 0..<Self.attacks {
        if index == 10_000 { before = ResidentMemory.bytes }
        let attributes: AttributeSet = ["route": "/", "client": .int(Int64(index))]
        requests.add(1, attributes)
        sizes.record(1.5, attributes)
      }
      XCTAssertLessThan(ResidentMemory.bytes - before, 8_000_000)

      var recorded = Self.attacks
      func recordRoutes() {
        for route in ["/search", "/sessions"] {
          requests.add(1, ["route": .string(route)])
          sizes.record(1.5, ["route": .string(route)])
        }
        recorded += 2
      }
      // Condemned after their time, gone by the next collection, and then there is room.
      for isVisible in [false, false, false, true] {
        recordRoutes()
        XCTAssertTrue(telemetry.flush(within: .seconds(60)))
        let latest = Latest(collector)
        XCTAssertEqual(latest.requests.values.reduce(0, +), recorded)
        XCTAssertEqual(latest.sizes.values.reduce(0, +), recorded)
        XCTAssertLessThanOrEqual(latest.requests.count, 2_001)
        XCTAssertLessThanOrEqual(latest.sizes.count, 2_001)
        for series in [latest.requests, latest.sizes] {
          XCTAssertNotNil(series[Self.overflow])
          XCTAssertEqual(series[["route": "/search"]] != nil, isVisible)
        }
        clock.advance(by: .seconds(61))
      }
      try collector.expect(conserved: telemetry.shutdown())
      for name in ["requests", "sizes"] {
        let lines = told.all.filter { $0.hasPrefix("\(name): ") }
        XCTAssertEqual(lines.count, 1, "\(told.all)")
        XCTAssertTrue(lines.first?.contains("'client' alone has 2000 different values") == true, "\(lines)")
      }
      XCTAssertEqual(told.all.count, 2, "\(told.all)")
    }
  }

  /// How much each series of the two instruments counts in the last collection.
  private struct Latest {
    var requests: [AttributeSet: Int] = [:]
    var sizes: [AttributeSet: Int] = [:]

    init(_ collector: FakeCollector) {
      let metrics = collector.metrics
      guard let time = metrics.last?.time else { return }
      for metric in metrics where metric.time == time {
        switch metric.points {
        case .sum(let points, _, _):
          for point in points {
            if case .int(let value) = point.value { requests[point.attributes] = Int(value) }
          }
        case .histogram(let points, _):
          for point in points { sizes[point.attributes] = Int(point.count) }
        default: break
        }
      }
    }
  }
}

extension MetricData {
  fileprivate var time: Timestamp? {
    switch points {
    case .sum(let points, _, _): points.first?.time
    case .histogram(let points, _): points.first?.time
    default: nil
    }
  }
}
