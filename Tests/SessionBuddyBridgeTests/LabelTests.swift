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
      ([:], "none"),
    ]
    for (details, expected) in cases {
      let fixture = BridgeFixture()
      fixture.bridge.record(
        ActivityEvent(
          timestamp: Timestamp(secondsSinceEpoch: 1),
          eventType: "file_change",
          application: "ide",
          details: details
        )
      )
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

  func test_longText_isCut() throws {
    let long = String(repeating: "x", count: 10_000)
    let fixture = BridgeFixture()
    var one = try session(long, project: long)
    one.toolsUsed = [long]
    one.primaryLanguage = long
    fixture.bridge.record(one)
    fixture.bridge.record(focus(long, at: 0))
    fixture.bridge.record(focus("a", at: 1))
    for metric in fixture.collect().byName.values {
      guard case .sum(let points, _, _) = metric.points else { continue }
      for entry in points.flatMap(\.attributes) {
        XCTAssertLessThanOrEqual(entry.value.description.count, 512)
      }
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
}
