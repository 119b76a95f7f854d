import Foundation
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// The example as its users run it: a program that knows swift-log, swift-metrics and swift-distributed-tracing.
final class SearchServiceTests: XCTestCase {
  func test_B12_threeSignals_arriveAtTheCollector_correlated() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    let outcome = try SearchProgram.run(["spans", "nothing"], sendingTo: collector.endpoint)

    XCTAssertEqual(outcome.exitCode, 0, outcome.errors)
    XCTAssertEqual(outcome.output, "")
    XCTAssertTrue(outcome.errors.contains("searched"), outcome.errors)
    XCTAssertTrue(
      outcome.errors.contains("telemetry stopped: exported: 3 data points, 4 spans, 3 log records"),
      outcome.errors)
    try collector.expect(
      spans: """
        search server unset {search.hits=2}
          index.scan client unset {} events=[opened]
        search server unset {search.hits=0}
          index.scan client error(nothing found) {} events=[opened]
        """)
    let spans = Dictionary(uniqueKeysWithValues: collector.spans.map { ($0.context.spanID, $0) })
    XCTAssertEqual(
      collector.logRecords.map(\.body.description).sorted(), ["nothing found", "searched", "searched"])
    for record in collector.logRecords {
      let span = try XCTUnwrap(spans[record.spanContext.spanID])
      XCTAssertEqual(record.spanContext.traceID, span.context.traceID)
      XCTAssertEqual(span.name, record.body == "searched" ? "search" : "index.scan")
    }
    try expectMetrics(collector, spans)
  }

  private func expectMetrics(_ collector: FakeCollector, _ spans: [SpanID: SpanData]) throws {
    let metrics = Dictionary(uniqueKeysWithValues: collector.metrics.map { ($0.name, $0) })
    XCTAssertEqual(metrics.keys.sorted(), ["search.duration", "search.requests", "search.running"])
    XCTAssertEqual(metrics["search.requests"]?.numbers.map(\.value), [.int(2)])
    XCTAssertEqual(metrics["search.running"]?.numbers.map(\.value), [.double(0)])
    XCTAssertEqual(metrics["search.duration"]?.unit, "s")
    XCTAssertEqual(metrics["search.duration"]?.histograms.map(\.count), [2])
    let exemplars =
      (metrics["search.requests"]?.numbers ?? []).flatMap(\.exemplars)
      + (metrics["search.duration"]?.histograms ?? []).flatMap(\.exemplars)
    XCTAssertGreaterThanOrEqual(exemplars.count, 2)
    for exemplar in exemplars {
      let span = try XCTUnwrap(exemplar.spanContext.flatMap { spans[$0.spanID] })
      XCTAssertEqual(span.name, "search")
      XCTAssertEqual(span.context.traceID, exemplar.spanContext?.traceID)
    }
  }

  func test_B12_threeSignals_areReadByAnotherImplementation() throws {
    try SearchProgram.withFolder { folder in
      let receiver = try IndependentReceiver(in: folder)
      let outcome = try SearchProgram.run(["spans", "metrics", "nothing"], sendingTo: receiver.endpoint)
      XCTAssertEqual(outcome.exitCode, 0, outcome.errors)
      let arrived = try receiver.stop()

      XCTAssertEqual(arrived["problems"] as? [String], [])
      let received = try XCTUnwrap(arrived["received"] as? [String: Int])
      XCTAssertEqual(received, ["data_points": 3, "spans": 6, "log_records": 4])
      let spans = try XCTUnwrap(arrived["spans"] as? [[String: Any]])
      let traces = Dictionary(
        uniqueKeysWithValues: spans.map { ($0["span_id"] as? String ?? "", $0["trace_id"] as? String) })
      let records = try XCTUnwrap(arrived["log_records"] as? [[String: Any]])
      for record in records {
        let span = try XCTUnwrap(record["span_id"] as? String)
        XCTAssertEqual(traces[span], record["trace_id"] as? String)
        XCTAssertNotEqual(record["trace_id"] as? String, "")
      }
      XCTAssertEqual(
        records.compactMap { $0["severity"] as? String }.sorted(), ["info", "info", "info", "warning"])
      let names = (arrived["scopes"] as? [[String: String]])?.compactMap { $0["name"] }.sorted()
      XCTAssertEqual(
        names, ["search.index", "search.service", "swift-distributed-tracing", "swift-metrics"])
      let metrics = try XCTUnwrap(arrived["metrics"] as? [String: [String: Any]])
      XCTAssertEqual(metrics.keys.sorted(), ["search.duration", "search.requests", "search.running"])
      XCTAssertEqual(metrics["search.duration"]?["unit"] as? String, "s")
    }
  }

  func test_B12_disabledTelemetry_leavesTheProgramAlone() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    let outcome = try SearchProgram.run(
      ["spans"], sendingTo: collector.endpoint, settings: "otel_enabled: false\n")

    XCTAssertEqual(outcome.exitCode, 0, outcome.errors)
    XCTAssertTrue(outcome.errors.contains("searched"), outcome.errors)
    XCTAssertTrue(outcome.errors.contains("telemetry stopped: nothing recorded"), outcome.errors)
    XCTAssertEqual(collector.requests.count, 0)
  }

  /// A collector that is away costs the program its deadline, and no more.
  func test_B12_FS1_programWithoutACollector_endsAndTellsWhatWasLost() throws {
    let collector = try FakeCollector(running: false)
    let outcome = try SearchProgram.run(
      ["spans"], sendingTo: collector.endpoint, settings: "otel_shutdown_timeout_seconds: 1\n")

    XCTAssertEqual(outcome.exitCode, 0, outcome.errors)
    XCTAssertTrue(
      outcome.errors.contains("warning search.main: [ServiceLifecycleAdapter] telemetry stopped: dropped"),
      outcome.errors)
  }
}
