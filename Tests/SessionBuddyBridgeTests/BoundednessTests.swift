import Dispatch
import Foundation
import SessionBuddyBridge
import Telemetry
import TestSupport
import XCTest

final class BoundednessTests: XCTestCase {
  func test_recentSet_remembersOneGenerationAndKeepsAtMostTwo() {
    var set = RecentSet<Int>(generation: 100)
    for member in 0..<10_000 {
      XCTAssertTrue(set.insert(member))
      XCTAssertFalse(set.insert(max(0, member - 99)))
      XCTAssertLessThanOrEqual(set.count, 200)
    }
    XCTAssertTrue(set.insert(0))
  }

  func test_recentMap_remembersOneGenerationAndKeepsAtMostTwo() {
    var map = RecentMap<Int, Int>(generation: 100)
    for key in 0..<1_000 {
      map.remember(key, for: key)
      map.remember(-key, for: key)
      XCTAssertEqual(map[max(0, key - 99)], -max(0, key - 99))
      XCTAssertLessThanOrEqual(map.count, 200)
    }
    XCTAssertNil(map[0])
  }

  func test_manyRecords_needLittleMemoryAndLoseNothing() throws {
    let fixture = BridgeFixture()
    fixture.bridge.record(try session("warm-up"))
    let before = try residentBytes()
    for number in 0..<100_000 {
      fixture.bridge.record(
        ActivityEvent(
          timestamp: Timestamp(secondsSinceEpoch: 1_800_000_000 + Int64(number)),
          eventType: number.isMultiple(of: 4) ? "app_focus" : "file_change",
          application: number.isMultiple(of: 8) ? "code" : "bash",
          details: ["file_extension": ".py", "file_path": .string("/p/\(number).py")],
          projectPath: "/p\(number % 50)"
        )
      )
    }
    for number in 0..<9_999 { fixture.bridge.record(try session("s\(number)", project: "/p\(number % 50)")) }
    let growth = try residentBytes() - before
    if !isAddressSanitized { XCTAssertLessThan(growth, 15_000_000) }

    let metrics = fixture.collect()
    XCTAssertEqual(metrics.total("session_buddy.activity.events_total"), 100_000)
    XCTAssertEqual(metrics.total("session_buddy.activity.files_modified_total"), 75_000)
    XCTAssertEqual(metrics.total("session_buddy.activity.context_switches_total"), 24_999)
    XCTAssertEqual(metrics.total("session_buddy.sessions.total"), 10_000)
    XCTAssertEqual(fixture.bridge.ledger().duplicates, 0)
  }

  func test_hugeTexts_areNotKept() throws {
    let fixture = BridgeFixture()
    let before = try residentBytes()
    for number in 0..<1_000 {
      fixture.bridge.record(
        ActivityEvent(
          timestamp: Timestamp(secondsSinceEpoch: 1_800_000_000 + Int64(number)),
          eventType: "file_change",
          application: "ide",
          projectPath: "/\(number)" + String(repeating: "x", count: 100_000)
        )
      )
    }
    let growth = try residentBytes() - before
    if !isAddressSanitized { XCTAssertLessThan(growth, 15_000_000) }
  }

  func test_eightThreads_giveExactTotals() throws {
    let fixture = BridgeFixture(cardinalityLimit: 100_000)
    let sessions = try (0..<500).map { try session("s\($0)") }
    let running = sessions.map { one in
      var one = one
      one.endedAt = nil
      one.commitCount = 1
      return one
    }
    let click = try ResultInteraction(json: Samples.clicked)
    let change = try ActivityEvent(json: Samples.fileChange)
    onThreads(8) { thread in
      for number in 0..<500 {
        fixture.bridge.record(thread.isMultiple(of: 2) ? running[number] : sessions[number])
        fixture.bridge.record(click)
        var event = change
        event.timestamp.nanosecondsSinceEpoch += UInt64(number)
        fixture.bridge.record(event)
        event.projectPath = "/thread\(thread)"
        fixture.bridge.record(event)
      }
    }
    let metrics = fixture.collect()
    XCTAssertEqual(metrics.total("session_buddy.sessions.total"), 500)
    XCTAssertEqual(metrics.total("session_buddy.session.commits_total"), 1_000)
    XCTAssertEqual(metrics.histograms("session_buddy.session.duration_seconds").values.map(\.count), [500])
    XCTAssertEqual(metrics.total("session_buddy.workflow.velocity_commits_per_hour"), 4)
    XCTAssertEqual(metrics.total("session_buddy.search.interactions_total"), 4_000)
    XCTAssertEqual(metrics.total("session_buddy.activity.events_total"), 4_500)
    XCTAssertEqual(fixture.collect().numbers("session_buddy.session.quality_score"), [:])
    let ledger = fixture.bridge.ledger()
    XCTAssertEqual(ledger.sessions + ledger.interactions + ledger.activityEvents + ledger.duplicates, 16_000)
    XCTAssertEqual(ledger.duplicates, 3_500 + 3_500)
  }
}
