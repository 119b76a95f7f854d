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

  func test_projectsBeyondTheLimit_replaceTheOneLeftAloneLongest() throws {
    let fixture = BridgeFixture(cardinalityLimit: 10_000)
    for index in 0..<600 { fixture.bridge.record(try session("s\(index)", project: "/p\(index)")) }
    _ = fixture.collect()
    let velocities = fixture.collect().numbers(velocity)
    XCTAssertEqual(velocities.count, 500)
    XCTAssertNil(velocities[["project_path": "/p99"]])
    XCTAssertNotNil(velocities[["project_path": "/p100"]])
    XCTAssertEqual(fixture.collect().numbers(trend).count, 1_500)
  }

  private func trends(_ current: String) -> [AttributeSet: Double] {
    Dictionary(
      uniqueKeysWithValues: ["improving", "stable", "declining"].map { one in
        (["project_path": "/p", "trend": .string(one)], one == current ? 1 : 0)
      }
    )
  }
}
