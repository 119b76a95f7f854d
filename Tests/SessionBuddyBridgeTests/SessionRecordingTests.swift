import SessionBuddyBridge
import Telemetry
import XCTest

final class SessionRecordingTests: XCTestCase {
  func test_samples_giveTheirExactValues() throws {
    let fixture = BridgeFixture()
    for sample in [Samples.endedSession, Samples.runningSession, Samples.degenerateSession] {
      fixture.bridge.record(try SessionMetrics(json: sample))
    }
    let metrics = fixture.collect()
    let ledger = "/Users/dev/Projects/ledger"
    let kite = "/Users/dev/Projects/kite"
    XCTAssertEqual(
      metrics.numbers("session_buddy.sessions.total"),
      [
        ["project_path": .string(ledger), "time_of_day": "morning"]: 1,
        ["project_path": .string(kite), "time_of_day": "night"]: 1,
        ["project_path": "unknown", "time_of_day": "afternoon"]: 1,
      ]
    )
    let durations = metrics.histograms("session_buddy.session.duration_seconds")
    let went = durations[
      ["project_path": .string(ledger), "time_of_day": "morning", "primary_language": "Go"]
    ]
    XCTAssertEqual(try XCTUnwrap(went?.sum), 1_142.50314, accuracy: 1e-9)
    XCTAssertEqual(went?.bucketCounts, [0, 0, 0, 1, 0, 0, 0, 0, 0])
    XCTAssertEqual(durations.count, 2)
    XCTAssertEqual(
      metrics.numbers("session_buddy.session.quality_score"),
      [
        ["session_id": "01M7W918A5QKFBF5KZNWJ47TAN", "project_path": .string(ledger)]: 74.75,
        ["session_id": "kite-20261119-034156", "project_path": .string(kite)]: 77.9,
        ["session_id": "01M81V7K3XHOOKSHAPE0000000", "project_path": "unknown"]: 41.5,
      ]
    )
    XCTAssertEqual(metrics.number("session_buddy.session.commits_total", ["project_path": .string(kite)]), 4)
    XCTAssertEqual(metrics.total("session_buddy.session.commits_total"), 7)
    XCTAssertEqual(metrics.total("session_buddy.session.checkpoints_total"), 2)
    XCTAssertEqual(metrics.total("session_buddy.session.files_modified_total"), 25)
    XCTAssertEqual(
      metrics.numbers("session_buddy.session.tools_total"),
      [["tool": "Bash"]: 1, ["tool": "Write"]: 1, ["tool": "Task"]: 1]
    )
    var expected = BridgeLedger()
    expected.sessions = 3
    XCTAssertEqual(fixture.bridge.ledger(), expected)
  }

  func test_sessionSeenTwice_countsOnce() throws {
    let fixture = BridgeFixture()
    for _ in 0..<3 { fixture.bridge.record(try session("a")) }
    let metrics = fixture.collect()
    XCTAssertEqual(metrics.total("session_buddy.sessions.total"), 1)
    XCTAssertEqual(metrics.total("session_buddy.session.commits_total"), 2)
    XCTAssertEqual(metrics.histograms("session_buddy.session.duration_seconds").values.map(\.count), [1])
    XCTAssertEqual(fixture.bridge.ledger().sessions, 1)
    XCTAssertEqual(fixture.bridge.ledger().duplicates, 2)
  }

  func test_runningSession_addsOnlyItsGrowthUntilItEnds() throws {
    let fixture = BridgeFixture()
    var running = try session("a")
    running.endedAt = nil
    running.durationMinutes = nil
    running.toolsUsed = ["Bash", "Bash"]
    fixture.bridge.record(running)
    XCTAssertTrue(fixture.collect().histograms("session_buddy.session.duration_seconds").isEmpty)

    running.commitCount = 5
    running.filesModified = 1
    running.averageQuality = 85
    running.toolsUsed = ["Write", "Bash"]
    fixture.bridge.record(running)
    fixture.bridge.record(running.ended(at: try time("2026-11-20T10:10:00")))
    running.commitCount = 50
    fixture.bridge.record(running)

    let metrics = fixture.collect()
    XCTAssertEqual(metrics.total("session_buddy.sessions.total"), 1)
    XCTAssertEqual(metrics.total("session_buddy.session.commits_total"), 5)
    XCTAssertEqual(metrics.total("session_buddy.session.checkpoints_total"), 1)
    XCTAssertEqual(metrics.total("session_buddy.session.files_modified_total"), 3)
    XCTAssertEqual(
      metrics.numbers("session_buddy.session.tools_total"),
      [["tool": "Bash"]: 1, ["tool": "Write"]: 1]
    )
    XCTAssertEqual(metrics.histograms("session_buddy.session.duration_seconds").values.map(\.sum), [600])
    XCTAssertEqual(metrics.total("session_buddy.session.quality_score"), 85)
    XCTAssertEqual(fixture.bridge.ledger().duplicates, 3)
  }

  func test_qualitySeries_endsWithItsSession() throws {
    let fixture = BridgeFixture()
    var running = try session("running")
    running.endedAt = nil
    fixture.bridge.record(running)
    fixture.bridge.record(try session("ended"))
    XCTAssertEqual(fixture.collect().numbers("session_buddy.session.quality_score").count, 2)
    XCTAssertEqual(
      fixture.collect().numbers("session_buddy.session.quality_score"),
      [["session_id": "running", "project_path": "/p"]: 80]
    )
  }

  func test_implausibleValues_areDroppedWithTheirReason() throws {
    let cases: [(DroppedValueReason, (inout SessionMetrics) -> Void)] = [
      (.missing, { $0.durationMinutes = nil }),
      (.negative, { $0.durationMinutes = -0.5 }),
      (.notFinite, { $0.durationMinutes = .nan }),
      (.notFinite, { $0.durationMinutes = .infinity }),
      (.outOfRange, { $0.durationMinutes = 1e12 }),
      (.outOfRange, { $0.durationMinutes = 60 * 24 * 30 + 1 }),
      (.missing, { $0.averageQuality = nil }),
      (.negative, { $0.averageQuality = -1 }),
      (.notFinite, { $0.averageQuality = .nan }),
      (.outOfRange, { $0.averageQuality = 100.5 }),
      (.missing, { $0.commitCount = nil }),
      (.negative, { $0.commitCount = -1 }),
      (.negative, { $0.commitCount = .min }),
      (.outOfRange, { $0.commitCount = .max }),
      (.negative, { $0.checkpointCount = -1 }),
      (.outOfRange, { $0.filesModified = 1_000_001 }),
    ]
    for (index, (reason, change)) in cases.enumerated() {
      let fixture = BridgeFixture()
      var broken = try session("a")
      change(&broken)
      fixture.bridge.record(broken)
      XCTAssertEqual(fixture.bridge.ledger().droppedValues, [reason: 1], "case \(index)")
      XCTAssertEqual(fixture.bridge.ledger().sessions, 1)
      let metrics = fixture.collect()
      let duration = metrics.histograms("session_buddy.session.duration_seconds").values.first?.sum
      XCTAssertEqual(duration, broken.durationMinutes == 30 ? 1_800 : nil, "case \(index)")
      let quality = metrics.numbers("session_buddy.session.quality_score").values.first
      XCTAssertEqual(quality, broken.averageQuality == 80 ? 80 : nil, "case \(index)")
      XCTAssertEqual(metrics.total("session_buddy.session.commits_total"), broken.commitCount == 2 ? 2 : 0)
    }
  }

  func test_valueDroppedBefore_isNotDroppedAgainWhenTheSessionIsSeenAgain() throws {
    let fixture = BridgeFixture()
    var running = try session("a")
    running.endedAt = nil
    running.commitCount = -1
    running.averageQuality = .nan
    for _ in 0..<100 { fixture.bridge.record(running) }
    XCTAssertEqual(fixture.bridge.ledger().droppedValues, [.negative: 1, .notFinite: 1])
    running.checkpointCount = -1
    running.durationMinutes = nil
    running.endedAt = try time("2026-11-20T22:00:00")
    for _ in 0..<100 { fixture.bridge.record(running) }
    XCTAssertEqual(fixture.bridge.ledger().droppedValues, [.negative: 2, .notFinite: 1, .missing: 1])
    XCTAssertEqual(fixture.bridge.ledger().duplicates, 199)
  }

  func test_whatARunningSessionDoesNotKnowYet_isNotDropped() throws {
    let fixture = BridgeFixture()
    fixture.bridge.record(
      SessionMetrics(
        sessionID: "a",
        projectPath: "/p",
        startedAt: try time("2026-11-20T10:00:00"),
        checkpointCount: nil,
        commitCount: nil,
        filesModified: nil,
        toolsUsed: nil
      )
    )
    XCTAssertEqual(fixture.bridge.ledger().droppedValues, [:])
    XCTAssertEqual(fixture.bridge.ledger().sessions, 1)
  }

  func test_toolsOfOneSession_areBounded() throws {
    let fixture = BridgeFixture()
    var running = try session("a")
    running.endedAt = nil
    running.toolsUsed = (0..<200).map { "tool\($0)" }
    fixture.bridge.record(running)
    fixture.bridge.record(running)
    let counts = fixture.collect().numbers("session_buddy.session.tools_total")
    XCTAssertEqual(counts.count, 64)
    XCTAssertEqual(Set(counts.values), [1])
  }

  func test_sessionWithoutID_isInvalid() throws {
    let fixture = BridgeFixture()
    fixture.bridge.record(try session(""))
    fixture.bridge.noteInvalid()
    var expected = BridgeLedger()
    expected.invalid = 2
    XCTAssertEqual(fixture.bridge.ledger(), expected)
    XCTAssertEqual(fixture.collect().total("session_buddy.sessions.total"), 0)
  }

  func test_boundsThemselves_areRecorded() throws {
    let fixture = BridgeFixture()
    for (id, minutes, quality) in [("a", 0.0, 0.0), ("b", 43_200.0, 100.0)] {
      var one = try session(id)
      one.durationMinutes = minutes
      one.averageQuality = quality
      fixture.bridge.record(one)
    }
    XCTAssertEqual(fixture.bridge.ledger().droppedValues, [:])
    let duration = fixture.collect().histograms("session_buddy.session.duration_seconds").values.first
    XCTAssertEqual(duration?.bucketCounts, [1, 0, 0, 0, 0, 0, 0, 0, 1])
  }
}
