import Foundation
import SessionBuddyBridge
import Telemetry
import XCTest

final class RecordReadingTests: XCTestCase {
  func test_endedSession_isReadInFull() throws {
    let session = try SessionMetrics(json: Samples.endedSession)
    let expected = SessionMetrics(
      sessionID: "01M7W918A5QKFBF5KZNWJ47TAN",
      projectPath: "/Users/dev/Projects/ledger",
      startedAt: try time("2026-11-20T10:46:30.469262Z"),
      endedAt: try time("2026-11-20T11:05:32.972445Z"),
      durationMinutes: 19.041719,
      checkpointCount: 2,
      commitCount: 3,
      qualityStart: 71,
      qualityEnd: 78.5,
      qualityDelta: 7.5,
      averageQuality: 74.75,
      filesModified: 6,
      toolsUsed: ["Bash", "Write", "Task"],
      primaryLanguage: "Go",
      timeOfDay: "morning"
    )
    XCTAssertEqual(session, expected)
    XCTAssertEqual(
      try JSONDecoder().decode(SessionMetrics.self, from: Data(Samples.endedSession.utf8)), expected)
  }

  func test_runningAndDegenerateSessions_areRead() throws {
    let running = try SessionMetrics(json: Samples.runningSession)
    XCTAssertNil(running.endedAt)
    XCTAssertNil(running.durationMinutes)
    XCTAssertNil(running.primaryLanguage)
    XCTAssertEqual(running.qualityDelta, -4.8)
    XCTAssertEqual(running.toolsUsed, [])
    XCTAssertEqual(running.startedAt, try time("2026-11-19T03:41:56Z"))

    let degenerate = try SessionMetrics(json: Samples.degenerateSession)
    XCTAssertEqual(degenerate.projectPath, "")
    XCTAssertEqual(degenerate.durationMinutes, 1.8333332718611928e-07)
  }

  func test_everyNullableFieldOfASession_mayBeNullOrAbsent() throws {
    let required = #""session_id":"a","project_path":"/p","started_at":"2026-11-20T10:46:30""#
    let nullable = [
      "ended_at", "duration_minutes", "checkpoint_count", "commit_count", "quality_start", "quality_end",
      "quality_delta", "avg_quality", "files_modified", "tools_used", "primary_language", "time_of_day",
    ]
    let nulls = nullable.map { "\"\($0)\":null" }.joined(separator: ",")
    let bare = try SessionMetrics(json: "{\(required)}")
    XCTAssertEqual(try SessionMetrics(json: "{\(required),\(nulls)}"), bare)
    XCTAssertNil(bare.commitCount)
    XCTAssertNil(bare.toolsUsed)
  }

  func test_interactions_areRead() throws {
    let clicked = try ResultInteraction(json: Samples.clicked)
    XCTAssertEqual(
      clicked,
      ResultInteraction(
        query: "async patterns",
        resultID: "conv_1",
        resultType: "conversation",
        position: 0,
        similarityScore: 0.91,
        clicked: true,
        dwellTimeMilliseconds: 5_200,
        timestamp: try time("2026-11-22T11:58:07.12Z"),
        sessionID: "s1"
      )
    )
    let ignored = try ResultInteraction(json: Samples.ignored)
    XCTAssertFalse(ignored.clicked)
    XCTAssertNil(ignored.dwellTimeMilliseconds)
    XCTAssertNil(ignored.sessionID)
    let asFlag = Samples.clicked.replacingOccurrences(of: "\"clicked\":1", with: "\"clicked\":true")
    XCTAssertEqual(try ResultInteraction(json: asFlag), clicked)
    XCTAssertEqual(try JSONDecoder().decode(ResultInteraction.self, from: Data(asFlag.utf8)), clicked)
  }

  func test_events_areReadWithDetailsAsObjectOrText() throws {
    let event = try ActivityEvent(json: Samples.fileChange)
    XCTAssertEqual(
      event,
      ActivityEvent(
        timestamp: try time("2026-11-22T14:52:17.391916Z"),
        eventType: "file_change",
        application: "ide",
        details: [
          "file_path": "/p/auth_helper.py", "file_name": "auth_helper.py", "file_extension": ".py",
          "change_type": "modified",
        ],
        projectPath: "/p",
        relevanceScore: 0.95
      )
    )
    let asText = try ActivityEvent(json: Samples.fileChangeWithTextDetails)
    XCTAssertEqual(asText, event)
    XCTAssertEqual(
      try JSONDecoder().decode(ActivityEvent.self, from: Data(Samples.fileChangeWithTextDetails.utf8)),
      event
    )
    XCTAssertEqual(try ActivityEvent(json: Samples.focus).details, ["category": "terminal", "pid": 1_398])
    XCTAssertEqual(
      try ActivityEvent(json: Samples.navigation).timestamp, try time("2026-11-22T09:15:02.004Z"))
  }

  func test_nestedDetails_areKept() throws {
    let text =
      #"{"timestamp":"2026-11-22T14:52:17","event_type":"x","application":"y","#
      + #""details":"{\"a\":{\"b\":[1,2.5,null,true]}}"}"#
    XCTAssertEqual(
      try ActivityEvent(json: text).details,
      ["a": .map(["b": [1, 2.5, .empty, true]])]
    )
    XCTAssertNil(try ActivityEvent(json: text).relevanceScore)
  }

  func test_errors_nameFieldExpectationAndFinding() {
    let cases: [(String, String)] = [
      (#"{"session_id":7"#, #"session_id: expected text, found 7"#),
      (#"{"project_path":null"#, #"project_path: expected text, found null"#),
      (
        #"{"started_at":"yesterday""#,
        #"started_at: expected a time such as 2026-11-22T13:59:21.212407+00:00, found "yesterday""#
      ),
      (#"{"duration_minutes":"ten""#, #"duration_minutes: expected a number, found "ten""#),
      (#"{"commit_count":2.5"#, #"commit_count: expected a whole number, found 2.5"#),
      (#"{"commit_count":true"#, #"commit_count: expected a whole number, found true"#),
      (#"{"tools_used":"Bash""#, #"tools_used: expected a list of texts, found "Bash""#),
      (#"{"tools_used":["Bash",1]"#, #"tools_used: expected a list of texts, found a list"#),
      (#"{"avg_quality":{}"#, #"avg_quality: expected a number, found an object"#),
    ]
    for (replacement, message) in cases {
      let text = replacement + "," + Samples.fieldsWithout(replacement) + "}"
      let error = failure { () throws(RecordFormatError) in _ = try SessionMetrics(json: text) }
      XCTAssertEqual(error?.description, message)
    }
    XCTAssertEqual(
      failure { () throws(RecordFormatError) in _ = try SessionMetrics(json: "{}") }?.description,
      "session_id: expected text, found nothing"
    )
    XCTAssertEqual(
      failure { () throws(RecordFormatError) in _ = try SessionMetrics(json: "[1]") }?.description,
      "expected an object, found a list"
    )
    XCTAssertThrowsError(try JSONDecoder().decode(SessionMetrics.self, from: Data("{}".utf8))) { error in
      XCTAssertEqual(
        error as? RecordFormatError,
        RecordFormatError(.field("session_id"), expected: "text", found: "nothing")
      )
    }
  }

  func test_wholeFloats_areTakenForWholeNumbers() throws {
    let text = Samples.endedSession.replacingOccurrences(
      of: "\"commit_count\":3", with: "\"commit_count\":3.0")
    XCTAssertEqual(try SessionMetrics(json: text).commitCount, 3)
  }

  func test_pythonsNaN_isReadAndLeftToTheBridge() throws {
    let text = Samples.endedSession.replacingOccurrences(of: "74.75", with: "NaN")
    XCTAssertEqual(try SessionMetrics(json: text).averageQuality?.isNaN, true)
  }

  func test_ended_takesTheDurationFromTheStart() throws {
    let start = try time("2026-11-20T10:00:00")
    let end = try time("2026-11-20T10:45:00")
    let session = SessionMetrics(sessionID: "a", projectPath: "/p", startedAt: start).ended(at: end)
    XCTAssertEqual(session.durationMinutes, 45)
    XCTAssertEqual(session.endedAt, end)
  }
}

/// The moment in `text`.
func time(_ text: String) throws -> Timestamp {
  try XCTUnwrap(Timestamp(iso8601: text))
}
