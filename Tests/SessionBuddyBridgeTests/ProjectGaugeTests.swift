import SessionBuddyBridge
import Telemetry
import XCTest

final class ProjectGaugeTests: XCTestCase {
  private let velocity = "session_buddy.workflow.velocity_commits_per_hour"
  private let trend = "session_buddy.workflow.quality_trend"

  func test_velocity_isCommitsByHoursOfEndedSessions() throws {
    let fixture = BridgeFixture()
    for (id, minutes, commits) in [("a", 30.0, 2), ("b", 90.0, 5)] {
      var one = try session(id)
      one.durationMinutes = minutes
      one.commitCount = commits
      fixture.bridge.record(one)
    }
    var running = try session("c")
    running.endedAt = nil
    running.commitCount = 100
    fixture.bridge.record(running)
    XCTAssertEqual(fixture.collect().numbers(velocity), [["project_path": "/p"]: 3.5])
  }

  func test_velocityOfAnInstant_isDividedByOneMinute() throws {
    let fixture = BridgeFixture()
    var instant = try session("a")
    instant.durationMinutes = 0
    instant.commitCount = 2
    fixture.bridge.record(instant)
    XCTAssertEqual(fixture.collect().number(velocity, ["project_path": "/p"]), 120)
  }

  func test_velocity_isAbsentWhereNoSessionEnded() throws {
    let fixture = BridgeFixture()
    var broken = try session("a")
    broken.durationMinutes = -1
    fixture.bridge.record(broken)
    XCTAssertEqual(fixture.collect().numbers(velocity), [:])
  }

  func test_trend_followsTheSlopeInOrderOfStart() throws {
    let cases: [([Double], String)] = [
      ([80], "stable"),
      ([70, 70.4], "stable"),
      ([70, 70.5], "stable"),
      ([70, 70.75], "improving"),
      ([70, 69.5], "stable"),
      ([70, 69.25], "declining"),
      ([50, 60, 90], "improving"),
      ([90, 60, 50], "declining"),
      ([10, 90, 10], "stable"),
    ]
    for (qualities, expected) in cases {
      let fixture = BridgeFixture()
      for (index, quality) in qualities.enumerated().reversed() {
        var one = try session("s\(index)", startedAt: "2026-11-20T1\(index):00:00")
        one.averageQuality = quality
        fixture.bridge.record(one)
      }
      XCTAssertEqual(fixture.collect().numbers(trend), trends(expected), "\(qualities)")
    }
  }

  func test_trendThatTurns_leavesNoOldLabelAtOne() throws {
    let fixture = BridgeFixture()
    for (index, quality) in [50.0, 60, 10].enumerated() {
      var one = try session("s\(index)", startedAt: "2026-11-20T1\(index):00:00")
      one.averageQuality = quality
      fixture.bridge.record(one)
      if index == 1 { XCTAssertEqual(fixture.collect().numbers(trend), trends("improving")) }
    }
    XCTAssertEqual(fixture.collect().numbers(trend), trends("declining"))
  }

  func test_trend_countsASessionOnceWithItsLatestQuality() throws {
    let fixture = BridgeFixture()
    var first = try session("a", startedAt: "2026-11-20T10:00:00")
    first.averageQuality = 50
    fixture.bridge.record(first)
    var running = try session("b", startedAt: "2026-11-20T11:00:00")
    running.endedAt = nil
    running.averageQuality = 90
    fixture.bridge.record(running)
    running.averageQuality = 40
    fixture.bridge.record(running)
    XCTAssertEqual(fixture.collect().numbers(trend), trends("declining"))
  }

  func test_trend_forgetsWhatIsOld() throws {
    let fixture = BridgeFixture()
    for index in 0..<150 {
      var one = try session("s\(index)")
      one.startedAt = Timestamp(secondsSinceEpoch: Int64(index) * 3_600)
      one.averageQuality = index < 100 ? 100 - Double(index) : 1 + Double(index - 100)
      fixture.bridge.record(one)
    }
    XCTAssertEqual(fixture.collect().numbers(trend), trends("improving"))
  }

  func test_projectsBeyondTheLimit_haveNoGaugesRatherThanWrongOnes() throws {
    let fixture = BridgeFixture()
    for index in 0..<900 { fixture.bridge.record(try session("s\(index)", project: "/p\(index)")) }
    let metrics = fixture.collect()
    let trends = metrics.numbers(trend)
    XCTAssertEqual(trends.count, 3 * 666)
    XCTAssertEqual(
      trends.filter { $0.value == 1 }.keys.map { $0["trend"] }, .init(repeating: "stable", count: 666))
    XCTAssertEqual(Set(trends.keys.map { $0["project_path"] }), Set((0..<666).map { .string("/p\($0)") }))
    XCTAssertEqual(metrics.numbers(velocity).count, 666)
    XCTAssertEqual(fixture.bridge.ledger().droppedValues, [.projectLimit: 234])
    XCTAssertEqual(fixture.bridge.ledger().sessions, 900)
    XCTAssertEqual(metrics.total("session_buddy.session.commits_total"), 1_800)
  }

  func test_projectOnceShown_keepsItsGaugesWhateverFollows() throws {
    let fixture = BridgeFixture(cardinalityLimit: 6)
    for index in 0..<20 { fixture.bridge.record(try session("s\(index)", project: "/p\(index)")) }
    _ = fixture.collect()
    var later = try session("later", project: "/p1")
    later.commitCount = 6
    fixture.bridge.record(later)
    XCTAssertEqual(
      fixture.collect().numbers(velocity),
      [["project_path": "/p0"]: 4, ["project_path": "/p1"]: 8]
    )
    XCTAssertEqual(fixture.bridge.ledger().droppedValues, [.projectLimit: 18])
  }

  func test_projectBeyondTheLimit_isHeldAgainstASessionOnce() throws {
    let fixture = BridgeFixture(cardinalityLimit: 3)
    fixture.bridge.record(try session("a", project: "/a"))
    var running = try session("b", project: "/b")
    running.endedAt = nil
    for _ in 0..<10 { fixture.bridge.record(running) }
    XCTAssertEqual(fixture.bridge.ledger().droppedValues, [.projectLimit: 1])
  }

  func test_limitBelowThreeTrends_leavesNoGauges() throws {
    let fixture = BridgeFixture(cardinalityLimit: 2)
    fixture.bridge.record(try session("a"))
    XCTAssertEqual(fixture.collect().numbers(trend), [:])
    XCTAssertEqual(fixture.collect().numbers(velocity), [:])
  }

  func test_anyLimit_bringsOnlySoManyHistories() throws {
    let fixture = BridgeFixture(cardinalityLimit: 1_000_000)
    for index in 0..<5_010 { fixture.bridge.record(try session("s\(index)", project: "/p\(index)")) }
    XCTAssertEqual(fixture.collect().numbers(velocity).count, 5_000)
    XCTAssertEqual(fixture.bridge.ledger().droppedValues, [.projectLimit: 10])
  }

  private func trends(_ current: String) -> [AttributeSet: Double] {
    Dictionary(
      uniqueKeysWithValues: ["improving", "stable", "declining"].map { one in
        (["project_path": "/p", "trend": .string(one)], one == current ? 1 : 0)
      }
    )
  }
}
