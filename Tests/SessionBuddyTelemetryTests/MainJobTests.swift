import GRPCTransport
import OTLPReceiver
import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

/// The main job on real parts: records in at the front door, decoded OTLP out at a collector.
final class MainJobTests: XCTestCase {
  func test_everyCatalogueMetricOfTheRecords_arrivesDecodedWithItsTotals() throws {
    try withTelemetry { telemetry, collector in
      telemetry.record(Records.session("s1", tools: ["Read", "Bash"]))
      telemetry.record(Records.session("s2", minutes: 90, commits: 1, quality: 90, after: .seconds(60)))
      telemetry.record(Records.session("s1"))
      telemetry.record(Records.interaction(clicked: true, position: 2, dwell: 5_200))
      telemetry.record(Records.interaction(clicked: false, similarity: 0.25))
      telemetry.record(Records.fileChange("a.swift", at: 1))
      telemetry.record(Records.fileChange("a.swift", at: 1))
      telemetry.record(Records.fileChange("b.py", at: 2))
      telemetry.record(Records.focus("bash", at: 3))
      telemetry.record(Records.focus("Xcode", at: 4))
      XCTAssertTrue(telemetry.flush())

      try collector.expect(
        metrics: """
          session_buddy.activity.context_switches_total sum cumulative {switch} {from_app=bash, to_app=Xcode} = 1
          session_buddy.activity.events_total sum cumulative {event} {event_type=app_focus} = 2
          session_buddy.activity.events_total sum cumulative {event} {event_type=file_change} = 2
          session_buddy.activity.files_modified_total sum cumulative {file} {file_extension=.py, project_path=/p} = 1
          session_buddy.activity.files_modified_total sum cumulative {file} {file_extension=.swift, project_path=/p} = 1
          session_buddy.search.click_through_rate gauge 1 {} = 0.5
          session_buddy.search.clicked_position histogram cumulative {position} {result_type=reflection} count=1 sum=2.0 min=2.0 max=2.0 [__█________]
          session_buddy.search.dwell_time_seconds histogram cumulative s {result_type=reflection} count=1 sum=5.2 min=5.2 max=5.2 [____█______]
          session_buddy.search.interactions_total sum cumulative {interaction} {clicked=false, result_type=reflection} = 1
          session_buddy.search.interactions_total sum cumulative {interaction} {clicked=true, result_type=reflection} = 1
          session_buddy.search.similarity_score histogram cumulative 1 {result_type=reflection} count=2 sum=1.0 min=0.25 max=0.75 [__█____█___]
          session_buddy.search.success_threshold gauge 1 {} = 0.75
          session_buddy.search.type_preference gauge 1 {result_type=reflection} = 1.0
          session_buddy.session.checkpoints_total sum cumulative {checkpoint} {project_path=/p} = 4
          session_buddy.session.commits_total sum cumulative {commit} {project_path=/p} = 4
          session_buddy.session.duration_seconds histogram cumulative s {primary_language=Swift, project_path=/p, time_of_day=morning} count=2 sum=7200.0 min=1800.0 max=5400.0 [___█_█___]
          session_buddy.session.files_modified_total sum cumulative {file} {project_path=/p} = 10
          session_buddy.session.quality_score gauge {project_path=/p, session_id=s1} = 80.0
          session_buddy.session.quality_score gauge {project_path=/p, session_id=s2} = 90.0
          session_buddy.session.tools_total sum cumulative {session} {tool=Bash} = 1
          session_buddy.session.tools_total sum cumulative {session} {tool=Read} = 2
          session_buddy.sessions.total sum cumulative {session} {project_path=/p, time_of_day=morning} = 2
          session_buddy.workflow.quality_trend gauge {project_path=/p, trend=declining} = 0
          session_buddy.workflow.quality_trend gauge {project_path=/p, trend=improving} = 1
          session_buddy.workflow.quality_trend gauge {project_path=/p, trend=stable} = 0
          session_buddy.workflow.velocity_commits_per_hour gauge {commits/hour} {project_path=/p} = 2.0
          """
      )
      let records = telemetry.health().records
      XCTAssertEqual(records.sessions, 2)
      XCTAssertEqual(records.interactions, 2)
      XCTAssertEqual(records.activityEvents, 4)
      XCTAssertEqual(records.duplicates, 2)
    }
  }

  func test_everyMetric_isWhatTheCatalogueSays() throws {
    try withTelemetry { telemetry, collector in
      telemetry.record(Records.session("s1"))
      telemetry.record(Records.interaction(clicked: true, dwell: 10))
      telemetry.record(Records.fileChange("a.swift", at: 1))
      telemetry.record(Records.focus("bash", at: 3))
      telemetry.record(Records.focus("Xcode", at: 4))
      XCTAssertTrue(telemetry.flush())

      let machine =
        ["session_buddy.memory.usage_bytes", "session_buddy.cache.hit_rate"]
        + ["session_buddy.cache.hits_total", "session_buddy.cache.misses_total"]
      let arrived = Dictionary(grouping: collector.metrics, by: \.name)
      for entry in InstrumentCatalogue.all where !machine.contains(entry.descriptor.name) {
        let descriptor = entry.descriptor
        let metric = try XCTUnwrap(arrived[descriptor.name]?.first, descriptor.name)
        XCTAssertEqual(metric.unit, descriptor.unit, descriptor.name)
        XCTAssertEqual(metric.description, descriptor.description, descriptor.name)
        XCTAssertEqual(metric.scope, InstrumentationScope(name: "session_buddy", version: "0.1.0"))
        switch (metric.points, descriptor.kind) {
        case (.sum(let points, .cumulative, isMonotonic: true), .counter):
          XCTAssertTrue(points.allSatisfy { Set($0.attributes.map(\.key)) == Set(entry.attributeKeys) })
        case (.gauge(let points), .gauge):
          XCTAssertTrue(points.allSatisfy { Set($0.attributes.map(\.key)) == Set(entry.attributeKeys) })
        case (.histogram(let points, .cumulative), .histogram):
          XCTAssertTrue(points.allSatisfy { Set($0.attributes.map(\.key)) == Set(entry.attributeKeys) })
          XCTAssertEqual(points[0].bounds, descriptor.boundaries?.values, descriptor.name)
        default:
          XCTFail("\(descriptor.name): \(metric.points) is no \(descriptor.kind)")
        }
      }
    }
  }

  func test_times_runFromTheFirstRecordingToTheCollection() throws {
    let clock = ManualClock()
    try withTelemetry(clock: clock) { telemetry, collector in
      clock.advance(by: .seconds(10))
      let first = clock.now
      telemetry.record(Records.session("s1"))
      clock.advance(by: .seconds(5))
      XCTAssertTrue(telemetry.flush())

      for metric in collector.metrics {
        switch metric.points {
        case .sum(let points, _, _):
          XCTAssertEqual(points.map(\.start), points.map { _ in first }, metric.name)
          XCTAssertEqual(points.map(\.time), points.map { _ in clock.now }, metric.name)
        case .histogram(let points, _):
          XCTAssertEqual(points.map(\.start), [first], metric.name)
          XCTAssertEqual(points.map(\.time), [clock.now], metric.name)
        case .gauge(let points):
          XCTAssertEqual(points.map(\.start), points.map { _ in nil }, metric.name)
          XCTAssertEqual(points.map(\.time), points.map { _ in clock.now }, metric.name)
        case .exponentialHistogram, .summary:
          XCTFail("\(metric.name) is of a kind that nobody records")
        }
      }
    }
  }

  func test_X15_periodicExport_needsNoFlush() throws {
    let clock = ManualClock()
    try withTelemetry(clock: clock) { telemetry, collector in
      telemetry.record(Records.session("s1"))
      clock.advance(by: .seconds(60))

      XCTAssertTrue(collector.wait { $0.metrics.contains { $0.name == "session_buddy.sessions.total" } })
    }
  }

  func test_spanTree_arrivesBesideTheMetrics() throws {
    try withTelemetry { telemetry, collector in
      telemetry.tracer.withSpan("session_buddy.session", attributes: ["session.id": "s1"]) { _ in
        telemetry.tracer.withSpan("session_buddy.checkpoint") { $0.addEvent("saved") }
      }
      telemetry.record(Records.fileChange("a.swift", at: 1))
      let ledger = telemetry.shutdown()

      let spans = collector.spans
      XCTAssertEqual(spans.map(\.name), ["session_buddy.checkpoint", "session_buddy.session"])
      XCTAssertEqual(spans[0].parentSpanID, spans[1].context.spanID)
      XCTAssertEqual(spans[0].context.traceID, spans[1].context.traceID)
      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(ledger.exported, collector.totals)
      XCTAssertEqual(Set(collector.requests.map(\.peer)).count, 1, "one channel for both signals")
    }
  }

  func test_nothingPersonal_leavesTheProcess() throws {
    let change: (inout TelemetrySettings) -> Void = { settings in
      settings.anonymizePaths = true
      settings.anonymizationKey = "k"
      // What is random or the machine's own may contain anything.
      for key in ["service.instance.id", "host.id", "host.name", "process.pid", "process.executable.name"] {
        settings.resourceAttributes[key] = "x"
      }
    }
    try withTelemetry(change) { telemetry, collector in
      telemetry.record(Records.session("s1", project: "/home/ada/ledger"))
      telemetry.record(Records.interaction(clicked: true, dwell: 1))
      telemetry.record(Records.fileChange("private.swift", at: 1, project: "/home/ada/ledger"))
      telemetry.record(Records.focus("bash", at: 2))
      telemetry.shutdown()

      for request in collector.requests {
        let text = String(decoding: request.message, as: UTF8.self)
        for secret in ["ada", "ledger", "secret query", "private", "1398"] {
          XCTAssertFalse(text.contains(secret), secret)
        }
      }
      XCTAssertFalse(collector.metrics.isEmpty)
    }
  }
}
