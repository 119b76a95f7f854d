import SessionBuddyBridge
import Telemetry
import XCTest

final class ActivityRecordingTests: XCTestCase {
  private let switches = "session_buddy.activity.context_switches_total"

  func test_samples_giveTheirExactValues() throws {
    let fixture = BridgeFixture()
    for sample in [Samples.fileChange, Samples.focus, Samples.navigation] {
      fixture.bridge.record(try ActivityEvent(json: sample))
    }
    let metrics = fixture.collect()
    XCTAssertEqual(
      metrics.numbers("session_buddy.activity.events_total"),
      [["event_type": "file_change"]: 1, ["event_type": "app_focus"]: 1, ["event_type": "browser_nav"]: 1]
    )
    XCTAssertEqual(
      metrics.numbers("session_buddy.activity.files_modified_total"),
      [["project_path": "/p", "file_extension": ".py"]: 1]
    )
    XCTAssertEqual(metrics.numbers(switches), [:])
    var expected = BridgeLedger()
    expected.activityEvents = 3
    XCTAssertEqual(fixture.bridge.ledger(), expected)
  }

  func test_repeatedEvent_countsOnceHoweverItsDetailsAreWritten() throws {
    let fixture = BridgeFixture()
    var event = try ActivityEvent(json: Samples.fileChange)
    fixture.bridge.record(event)
    fixture.bridge.record(try ActivityEvent(json: Samples.fileChangeWithTextDetails))
    event.relevanceScore = nil
    fixture.bridge.record(event)
    XCTAssertEqual(fixture.bridge.ledger().activityEvents, 1)
    XCTAssertEqual(fixture.bridge.ledger().duplicates, 2)
    XCTAssertEqual(fixture.collect().total("session_buddy.activity.files_modified_total"), 1)
  }

  func test_eventsThatDifferInOnePart_areDifferent() throws {
    let base = try ActivityEvent(json: Samples.fileChange)
    let changes: [(inout ActivityEvent) -> Void] = [
      { _ in },
      { $0.timestamp.nanosecondsSinceEpoch += 1_000 },
      { $0.eventType = "browser_nav" },
      { $0.application = "browser" },
      { $0.details["file_path"] = "/p/other.py" },
      { $0.details = [:] },
      { $0.details["n"] = 1 },
      { $0.details["n"] = 1.0 },
      { $0.details["n"] = "1" },
      { $0.details["n"] = true },
      { $0.details["n"] = .empty },
      { $0.details["n"] = [1] },
      { $0.details["n"] = .map(["1": 1]) },
      { $0.details["n"] = .map(["1": 1, "2": 2]) },
      { $0.details["n"] = .map(["1": 2, "2": 1]) },
      { $0.details["n"] = .bytes([1]) },
      { $0.projectPath = nil },
      { $0.projectPath = "" },
    ]
    let fixture = BridgeFixture()
    for change in changes {
      var event = base
      change(&event)
      fixture.bridge.record(event)
    }
    XCTAssertEqual(fixture.bridge.ledger().activityEvents, changes.count)
    XCTAssertEqual(fixture.bridge.ledger().duplicates, 0)
  }

  func test_switches_areChangesOfTheFocusedApplication() {
    let fixture = BridgeFixture()
    for (second, application) in ["code", "code", "bash", "code", "firefox"].enumerated() {
      fixture.bridge.record(focus(application, at: Int64(second)))
      fixture.bridge.record(focus(application, at: Int64(second)))
    }
    XCTAssertEqual(
      fixture.collect().numbers(switches),
      [
        ["from_app": "code", "to_app": "bash"]: 1,
        ["from_app": "bash", "to_app": "code"]: 1,
        ["from_app": "code", "to_app": "firefox"]: 1,
      ]
    )
  }

  func test_eventsInReverse_giveTheSwitchesOfTheirTime() {
    let fixture = BridgeFixture()
    for (second, application) in ["code", "code", "bash", "firefox"].enumerated().reversed() {
      fixture.bridge.record(focus(application, at: Int64(second)))
    }
    XCTAssertEqual(
      fixture.collect().numbers(switches),
      [["from_app": "code", "to_app": "bash"]: 1, ["from_app": "bash", "to_app": "firefox"]: 1]
    )
  }

  func test_switchSplitByALateEvent_isMadeGoodByTheNext() {
    let fixture = BridgeFixture()
    for (second, application) in [(0, "a"), (20, "b"), (10, "c"), (30, "a"), (40, "b")] {
      fixture.bridge.record(focus(application, at: Int64(second)))
    }
    XCTAssertEqual(
      fixture.collect().numbers(switches),
      [
        ["from_app": "a", "to_app": "c"]: 1,
        ["from_app": "c", "to_app": "b"]: 1,
        ["from_app": "b", "to_app": "a"]: 1,
        ["from_app": "a", "to_app": "b"]: 1,
      ]
    )
  }

  func test_anyOrderOfTwoApplications_givesTheSameTotalOnceItIsMadeGood() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<50 {
      let fixture = BridgeFixture()
      let events = (0..<40).map { focus($0.isMultiple(of: 2) ? "a" : "b", at: Int64($0)) }
      for event in events.shuffled(using: &generator) { fixture.bridge.record(event) }
      XCTAssertEqual(fixture.collect().total(switches), 39)
    }
  }

  func test_eventOlderThanAllThatIsRemembered_isNoSwitch() {
    let fixture = BridgeFixture()
    for second in 1...300 { fixture.bridge.record(focus("a", at: Int64(second))) }
    fixture.bridge.record(focus("b", at: 0))
    XCTAssertEqual(fixture.collect().numbers(switches), [:])
  }

  func test_otherTypes_areOther() {
    let fixture = BridgeFixture()
    fixture.bridge.record(
      ActivityEvent(timestamp: Timestamp(secondsSinceEpoch: 1), eventType: "keylog", application: "x")
    )
    XCTAssertEqual(
      fixture.collect().numbers("session_buddy.activity.events_total"),
      [["event_type": "other"]: 1]
    )
  }
}
