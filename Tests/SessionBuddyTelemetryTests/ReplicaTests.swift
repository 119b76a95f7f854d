import Foundation
import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

/// Several processes with the same program, settings and machine, and one collector.
final class ReplicaTests: XCTestCase {
  private static let count = 5

  func test_FS23_fiveProcessesWithTheSameSettings_areFiveStreamsForTheCollector() throws {
    try withFakeCollector { collector in
      try withFolder { folder in
        let arguments = [collector.endpoint, folder.appending(path: "spool").path, "shutdown"]
        let processes = try (0..<Self.count).map { _ in try Self.start(arguments) }
        for process in processes {
          process.waitUntilExit()
          XCTAssertEqual(process.terminationStatus, 0, "something did not arrive")
        }
      }

      // Each ended with 0, so its ledger adds up to what it recorded, and all of that was exported.
      XCTAssertEqual(collector.totals, ItemCounts(dataPoints: 10, spans: 15, logRecords: 20))
      XCTAssertEqual(collector.rejected, ItemCounts())
      let resources =
        collector.metrics.map(\.resource) + collector.spans.map(\.resource)
        + collector.logRecords.map(\.resource)
      XCTAssertEqual(Set(resources.map(\.attributes)).count, Self.count)
      let ids = Set(resources.map { $0.attributes["service.instance.id"] })
      XCTAssertEqual(ids.count, Self.count, "\(ids)")
      XCTAssertFalse(ids.contains(nil))
      XCTAssertEqual(Set(resources.map { $0.attributes["service.name"] }).count, 1)
      // A backend takes points of one stream and time for the same point, and keeps one of them.
      let points = collector.metrics.flatMap(\.pointKeys)
      XCTAssertEqual(points.count, 10)
      XCTAssertEqual(Set(points).count, 10, "\(points)")
    }
  }

  private static func start(_ arguments: [String]) throws -> Process {
    #if os(macOS)
      let products = Bundle(for: ReplicaTests.self).bundleURL.deletingLastPathComponent()
    #else
      let products = Bundle.main.bundleURL
    #endif
    let process = Process()
    process.executableURL = products.appending(path: "EndingProcess")
    process.arguments = arguments
    try process.run()
    return process
  }
}

extension MetricData {
  /// What tells each point from every other one for a backend.
  fileprivate var pointKeys: [String] {
    let points: [(AttributeSet, Timestamp)]
    switch self.points {
    case .gauge(let numbers): points = numbers.map { ($0.attributes, $0.time) }
    case .sum(let numbers, _, _): points = numbers.map { ($0.attributes, $0.time) }
    case .histogram(let histograms, _): points = histograms.map { ($0.attributes, $0.time) }
    case .exponentialHistogram(let histograms, _): points = histograms.map { ($0.attributes, $0.time) }
    case .summary(let summaries): points = summaries.map { ($0.attributes, $0.time) }
    }
    return points.map { "\(resource.attributes) \(scope) \(name) \($0) \($1)" }
  }
}
