import SessionBuddyBridge
import Telemetry
import XCTest

final class InstrumentCatalogueTests: XCTestCase {
  func test_catalogue_isTheContract() {
    let rows = InstrumentCatalogue.all.map { entry in
      "\(entry.descriptor.name) \(entry.descriptor.kind.rawValue) [\(entry.descriptor.unit)] "
        + entry.attributeKeys.joined(separator: ",")
    }
    XCTAssertEqual(
      rows,
      [
        "session_buddy.sessions.total counter [{session}] project_path,time_of_day",
        "session_buddy.session.duration_seconds histogram [s] project_path,time_of_day,primary_language",
        "session_buddy.session.quality_score gauge [] session_id,project_path",
        "session_buddy.session.commits_total counter [{commit}] project_path",
        "session_buddy.session.checkpoints_total counter [{checkpoint}] project_path",
        "session_buddy.session.files_modified_total counter [{file}] project_path",
        "session_buddy.session.tools_total counter [{session}] tool",
        "session_buddy.workflow.velocity_commits_per_hour gauge [{commits/hour}] project_path",
        "session_buddy.workflow.quality_trend gauge [] project_path,trend",
        "session_buddy.search.interactions_total counter [{interaction}] result_type,clicked",
        "session_buddy.search.dwell_time_seconds histogram [s] result_type",
        "session_buddy.search.clicked_position histogram [{position}] result_type",
        "session_buddy.search.similarity_score histogram [1] result_type",
        "session_buddy.search.click_through_rate gauge [1] ",
        "session_buddy.search.success_threshold gauge [1] ",
        "session_buddy.search.type_preference gauge [1] result_type",
        "session_buddy.activity.events_total counter [{event}] event_type",
        "session_buddy.activity.files_modified_total counter [{file}] project_path,file_extension",
        "session_buddy.activity.context_switches_total counter [{switch}] from_app,to_app",
        "session_buddy.memory.usage_bytes gauge [By] component",
        "session_buddy.cache.hit_rate gauge [%] cache_type",
        "session_buddy.cache.hits_total counter [{hit}] cache_type",
        "session_buddy.cache.misses_total counter [{miss}] cache_type",
      ]
    )
  }

  func test_entries_areCompleteAndValid() {
    for entry in InstrumentCatalogue.all {
      let name = entry.descriptor.name
      XCTAssertTrue(entry.descriptor.hasValidName, name)
      XCTAssertFalse(entry.descriptor.description.isEmpty, name)
      XCTAssertFalse(entry.source.isEmpty, name)
      XCTAssertEqual(entry.descriptor.kind == .histogram, entry.descriptor.boundaries != nil, name)
    }
    XCTAssertEqual(Set(InstrumentCatalogue.all.map(\.descriptor.name)).count, InstrumentCatalogue.all.count)
  }

  func test_durationBounds_areTheContract() {
    let duration = InstrumentCatalogue.all.first { $0.descriptor.name.hasSuffix("duration_seconds") }
    XCTAssertEqual(
      duration?.descriptor.boundaries?.values,
      [60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800]
    )
  }

  func test_everyMetricTheBridgeExports_isAsTheCatalogueSays() throws {
    let fixture = BridgeFixture()
    var one = try session("a")
    one.toolsUsed = ["Bash"]
    fixture.bridge.record(one)
    fixture.bridge.record(try ResultInteraction(json: Samples.clicked))
    fixture.bridge.record(try ActivityEvent(json: Samples.fileChange))
    fixture.bridge.record(focus("bash", at: 0))
    fixture.bridge.record(focus("code", at: 1))
    let metrics = fixture.collect().byName

    let fed = InstrumentCatalogue.all.filter {
      !$0.descriptor.name.contains(".memory.") && !$0.descriptor.name.contains(".cache.")
    }
    XCTAssertEqual(Set(metrics.keys), Set(fed.map(\.descriptor.name)))
    for entry in fed {
      let metric = try XCTUnwrap(metrics[entry.descriptor.name])
      XCTAssertEqual(metric.unit, entry.descriptor.unit)
      XCTAssertEqual(metric.description, entry.descriptor.description)
      XCTAssertEqual(metric.kind, entry.descriptor.kind, entry.descriptor.name)
      for attributes in metric.attributeSets {
        XCTAssertEqual(attributes.map(\.key), entry.attributeKeys.sorted(), entry.descriptor.name)
      }
    }
  }
}

extension MetricData {
  fileprivate var kind: InstrumentKind? {
    switch points {
    case .gauge: .gauge
    case .sum(_, .cumulative, true): .counter
    case .histogram(_, .cumulative): .histogram
    default: nil
    }
  }

  fileprivate var attributeSets: [AttributeSet] {
    switch points {
    case .gauge(let points), .sum(let points, _, _): points.map(\.attributes)
    case .histogram(let points, _): points.map(\.attributes)
    default: []
    }
  }
}
