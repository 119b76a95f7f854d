import OTLPReceiver
import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

/// Settings of metrics that change what arrives.
final class MetricSettingsEffectTests: XCTestCase {
  private func arrived(
    _ change: (inout TelemetrySettings) -> Void,
    _ record: (SessionTelemetry) -> Void
  ) throws -> [MetricData] {
    var metrics: [MetricData] = []
    try withTelemetry(change) { telemetry, collector in
      record(telemetry)
      XCTAssertTrue(telemetry.flush())
      metrics = collector.metrics
    }
    return metrics
  }

  func test_X15_E21_temporality_takesEffect() throws {
    let expected: [(TemporalityName, counter: [String], observed: [String])] = [
      (.cumulative, ["c sum cumulative {} = 2", "c sum cumulative {} = 5"], ["o sum cumulative {} = 1"]),
      (.delta, ["c sum delta {} = 2", "c sum delta {} = 3"], ["o sum delta {} = 1"]),
      (.lowMemory, ["c sum delta {} = 2", "c sum delta {} = 3"], ["o sum cumulative {} = 1"]),
    ]
    for (temporality, counter, observed) in expected {
      try withTelemetry({ $0.metricsTemporality = temporality }) { telemetry, collector in
        let observable = telemetry.meter.observableCounter("o") { $0.observe(1) }
        for amount in [2, 3] {
          telemetry.meter.counter("c").add(Int64(amount))
          XCTAssertTrue(telemetry.flush())
        }
        let lines = collector.metrics.flatMap(\.lines)

        XCTAssertEqual(lines.filter { $0.hasPrefix("c ") }, counter, "\(temporality)")
        XCTAssertEqual(lines.first { $0.hasPrefix("o ") }.map { [$0] }, observed, "\(temporality)")
        _ = observable
      }
    }
  }

  func test_X15_E22_kindOfHistograms_takesEffect() throws {
    let lines = try arrived({ $0.defaultHistogramAggregation = .base2ExponentialBucketHistogram }) {
      $0.meter.histogram("h").record(3)
    }.map(\.points)
    guard case .exponentialHistogram(let points, .cumulative)? = lines.first else {
      return XCTFail("\(lines)")
    }
    XCTAssertEqual(points.map(\.count), [1])
    XCTAssertEqual(points.map(\.sum), [3])
  }

  func test_E20_exemplarFilter_takesEffect() throws {
    let expected: [(ExemplarFilterName, inSpan: Int, outside: Int)] = [
      (.traceBased, 1, 0), (.alwaysOn, 1, 1), (.alwaysOff, 0, 0),
    ]
    for (filter, inSpan, outside) in expected {
      let metrics = try arrived({ $0.exemplarFilter = filter }) { telemetry in
        telemetry.meter.counter("outside").add(1)
        telemetry.tracer.withSpan("s") { _ in telemetry.meter.counter("inside").add(1) }
      }
      for (name, count) in [("inside", inSpan), ("outside", outside)] {
        let points = metrics.filter { $0.name == name }.flatMap { metric -> [NumberPoint] in
          if case .sum(let points, _, _) = metric.points { points } else { [] }
        }
        XCTAssertEqual(points.map(\.exemplars.count), [count], "\(name) \(filter)")
      }
    }
  }

  func test_histogramBoundaries_takeEffect() throws {
    let metrics = try arrived({
      $0.histogramBoundaries = [
        HistogramBoundaries(GlobPattern("my.*"), [1, 2]), HistogramBoundaries(GlobPattern("*"), []),
      ]
    }) { telemetry in
      telemetry.meter.histogram("my.h").record(1.5)
      telemetry.meter.histogram("other.h").record(1.5)
    }
    let bounds = metrics.reduce(into: [String: [Double]]()) { bounds, metric in
      if case .histogram(let points, _) = metric.points { bounds[metric.name] = points.first?.bounds }
    }
    XCTAssertEqual(bounds, ["my.h": [1, 2], "other.h": []])
  }

  func test_limitsOfAKind_takeEffect() throws {
    let metrics = try arrived({ $0.cardinalityLimits = [.counter: 2] }) { telemetry in
      for index in 0..<5 {
        telemetry.meter.counter("c").add(1, ["k": .int(Int64(index))])
        telemetry.meter.upDownCounter("u").add(1, ["k": .int(Int64(index))])
      }
    }
    let overflow = "c sum cumulative {otel.metric.overflow=true} = 3"
    let lines = metrics.flatMap(\.lines)
    XCTAssertEqual(
      lines.filter { $0.hasPrefix("c ") }.sorted(),
      ["c sum cumulative {k=0} = 1", "c sum cumulative {k=1} = 1", overflow])
    XCTAssertEqual(lines.count { $0.hasPrefix("u ") }, 5)
  }

  /// An idle series makes room for another only when it has been idle as long as the setting says.
  func test_idleSeries_giveWayAfterTheirTime() throws {
    for (idle, hasRoom) in [(Duration.seconds(60), true), (.seconds(3_600), false)] {
      let clock = ManualClock()
      let change: (inout TelemetrySettings) -> Void = { settings in
        settings.idleSeriesTime = idle
        settings.cardinalityLimits = [.counter: 2]
        settings.exportInterval = .seconds(86_400)
      }
      try withTelemetry(change, clock: clock) { telemetry, collector in
        for key in ["a", "b", "c"] { telemetry.meter.counter("n").add(1, ["k": .string(key)]) }
        XCTAssertTrue(telemetry.flush())
        for _ in 0..<3 {
          clock.advance(by: .seconds(61))
          XCTAssertTrue(telemetry.flush())
        }
        telemetry.meter.counter("n").add(1, ["k": "late"])
        XCTAssertTrue(telemetry.flush())

        XCTAssertEqual(collector.metricsText.contains("k=late"), hasRoom, "\(idle): \(collector.metricsText)")
      }
    }
  }
}
