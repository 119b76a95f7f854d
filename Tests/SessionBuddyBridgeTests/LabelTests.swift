import SessionBuddyBridge
import Telemetry
import XCTest

final class LabelTests: XCTestCase {
  func test_fileExtension_isShortLowerCaseAndNeverAPath() throws {
    let cases: [([String: AttributeValue], String)] = [
      (["file_extension": ".py"], ".py"),
      (["file_extension": "PY"], ".py"),
      (["file_extension": ".c++"], ".c++"),
      (["file_extension": ""], "none"),
      (["file_extension": "."], "none"),
      (["file_extension": .empty, "file_name": "main.swift"], ".swift"),
      (["file_name": "archive.tar.gz"], ".gz"),
      (["file_path": "/home/x.y/Makefile"], "none"),
      (["file_path": "/home/.bashrc"], "none"),
      (["file_path": "/home/a.RS"], ".rs"),
      (["file_extension": "./etc/passwd"], "other"),
      (["file_extension": .string("." + String(repeating: "x", count: 17))], "other"),
      (["file_extension": 7], "none"),
      (["file_extension": .string("a" + String(repeating: "\u{301}", count: 40))], "other"),
      ([:], "none"),
    ]
    for (details, expected) in cases {
      let fixture = BridgeFixture()
      fixture.bridge.record(change(details))
      XCTAssertEqual(
        fixture.collect().numbers("session_buddy.activity.files_modified_total"),
        [["project_path": "unknown", "file_extension": .string(expected)]: 1],
        "\(details)"
      )
    }
  }

  func test_timeOfDay_isDerivedWhereItIsMissingOrUnknown() throws {
    let cases: [(String?, Int, String)] = [
      ("evening", 3, "evening"), (nil, 4, "night"), (nil, 5, "morning"), (nil, 11, "morning"),
      (nil, 12, "afternoon"), (nil, 16, "afternoon"), (nil, 17, "evening"), (nil, 20, "evening"),
      (nil, 21, "night"), ("", 12, "afternoon"), ("noon o'clock", 12, "afternoon"),
    ]
    for (written, hour, expected) in cases {
      let fixture = BridgeFixture()
      var one = try session("a")
      one.startedAt = Timestamp(secondsSinceEpoch: 1_795_305_600 + Int64(hour) * 3_600)
      one.timeOfDay = written
      one.primaryLanguage = nil
      fixture.bridge.record(one)
      let attributes: AttributeSet = ["project_path": "/p", "time_of_day": .string(expected)]
      let metrics = fixture.collect()
      XCTAssertEqual(metrics.numbers("session_buddy.sessions.total"), [attributes: 1])
      XCTAssertEqual(
        Array(metrics.histograms("session_buddy.session.duration_seconds").keys),
        [attributes.merging(["primary_language": "unknown"])]
      )
    }
  }

  /// A single character may have any number of combining marks, so a bound on characters bounds nothing.
  func test_longText_isCut() throws {
    for long in [String(repeating: "x", count: 10_000), "e" + String(repeating: "\u{301}", count: 300_000)] {
      let fixture = BridgeFixture()
      var one = try session(long, project: long)
      one.toolsUsed = [long]
      one.primaryLanguage = long
      fixture.bridge.record(one)
      fixture.bridge.record(focus(long, at: 0))
      fixture.bridge.record(focus("a", at: 1))
      fixture.bridge.record(change(["file_extension": .string(long)], project: long))
      let attributes = fixture.collect().attributeSets
      XCTAssertGreaterThan(attributes.count, 10)
      for entry in attributes.joined() { XCTAssertLessThanOrEqual(entry.value.description.utf8.count, 512) }
    }
  }

  func test_cutText_endsWithAWholeLetter() throws {
    for letters in 0..<4 {
      let path = String(repeating: "x", count: 508 + letters) + "\u{1F600}rest"
      let fixture = BridgeFixture()
      fixture.bridge.record(try session("a", project: path))
      XCTAssertEqual(
        fixture.collect().numbers("session_buddy.session.commits_total"),
        [["project_path": .string(String(path.prefix(letters == 0 ? 509 : 508 + letters)))]: 2]
      )
    }
  }

  func test_anonymizedPaths_areStableKeyedAndNeverThePath() throws {
    func label(_ key: String, _ path: String) throws -> String {
      var options = BridgeOptions()
      options.anonymizePaths = true
      options.anonymizationKey = key
      let fixture = BridgeFixture(options)
      fixture.bridge.record(try session("a", project: path))
      let found = fixture.collect().numbers("session_buddy.session.commits_total").keys.first
      return try XCTUnwrap(found?["project_path"]).description
    }
    XCTAssertEqual(try label("k", "/Users/dev/ledger"), try label("k", "/Users/dev/ledger"))
    XCTAssertNotEqual(try label("k", "/Users/dev/ledger"), try label("k", "/Users/dev/kite"))
    XCTAssertNotEqual(try label("k", "/Users/dev/ledger"), try label("l", "/Users/dev/ledger"))
    XCTAssertEqual(try label("k", ""), "unknown")
    XCTAssertEqual(try label("k", "/Users/dev/ledger"), "project-464661f32b64ad2e")
  }

  func test_anonymizedPaths_appearInNoMetric() throws {
    var options = BridgeOptions()
    options.anonymizePaths = true
    let fixture = BridgeFixture(options)
    fixture.bridge.record(try SessionMetrics(json: Samples.endedSession))
    fixture.bridge.record(try ActivityEvent(json: Samples.fileChange))
    XCTAssertFalse("\(fixture.collect().byName)".contains("/Users/dev"))
    XCTAssertFalse("\(fixture.collect().byName)".contains("\"/p\""))
  }

  func test_privateText_isNeverAnAttribute() throws {
    let fixture = BridgeFixture()
    fixture.bridge.record(try ResultInteraction(json: Samples.clicked))
    for sample in [Samples.fileChange, Samples.focus, Samples.navigation] {
      fixture.bridge.record(try ActivityEvent(json: sample))
    }
    let everything = "\(fixture.collect().byName)"
    for text in ["async patterns", "conv_1", "auth_helper", "docs.rs", "1398"] {
      XCTAssertFalse(everything.contains(text), text)
    }
  }

  private func change(_ details: [String: AttributeValue], project: String? = nil) -> ActivityEvent {
    ActivityEvent(
      timestamp: Timestamp(secondsSinceEpoch: 1),
      eventType: "file_change",
      application: "ide",
      details: details,
      projectPath: project
    )
  }
}
