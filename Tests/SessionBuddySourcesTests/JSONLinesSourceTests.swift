import Foundation
import SessionBuddyBridge
import SessionBuddySources
import Telemetry
import XCTest

final class JSONLinesSourceTests: XCTestCase {
  func test_lines_areReadHoweverTheyEnd() throws {
    let texts = [
      line("a") + "\n" + line("b") + "\n",
      line("a") + "\n" + line("b"),
      line("a") + "\r\n" + line("b") + "\r\n",
      "\u{FEFF}" + line("a") + "\n" + line("b") + "\n",
      "\n \t\n" + line("a") + "\n\r\n\n" + line("b") + "\n\n\n",
    ]
    for text in texts {
      XCTAssertEqual(try read(text.utf8), ["a", "b"], text)
    }
  }

  func test_fileWithoutRecords_givesNone() throws {
    for text in ["", "\n", "\r\n\r\n", "\u{FEFF}", "   "] { XCTAssertEqual(try read(text.utf8), [], text) }
  }

  func test_badLines_areNumberedExplainedAndPassed() throws {
    let text = [
      line("a"), "{\"session_id\": \"cut", "", "not json", "[]", line("b"),
      #"{"session_id":"c","project_path":"/p","started_at":"2026-11-20T10:00:00","commit_count":"three"}"#,
      line("d"),
    ].joined(separator: "\n")
    XCTAssertEqual(
      try read(text.utf8),
      [
        "a",
        "line 2: column 20: expected '\"' at the end of the text, found the end of the text",
        "line 4: column 1: expected a value, found 'n'",
        "line 5: expected an object, found a list",
        "b",
        "line 7: commit_count: expected a whole number, found \"three\"",
        "d",
      ]
    )
  }

  func test_truncatedLastLine_isToldToBeCut() throws {
    let text = line("a") + "\n" + line("b").dropLast(5)
    XCTAssertEqual(
      try read(text.utf8).last,
      "line 2: column 69: expected '\"' at the end of the text, found the end of the text; "
        + "the file ends inside the line"
    )
  }

  func test_binaryRubbish_isInvalidAndNeverACrash() throws {
    var generator = SystemRandomNumberGenerator()
    let rubbish = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let found = try read(rubbish + Array(("\n" + line("a")).utf8))
    XCTAssertEqual(found.last, "a")
    XCTAssertTrue(found.dropLast().allSatisfy { $0.hasPrefix("line ") })
  }

  func test_lineLongerThanAChunk_isReadWhole() throws {
    let id = String(repeating: "x", count: 200_000)
    XCTAssertEqual(try read((line(id) + "\n" + line("b")).utf8), [id, "b"])
  }

  func test_lineBeyondTheLimit_isInvalidOnceAndPassed() throws {
    let long = String(repeating: "x", count: 3_000_000)
    XCTAssertEqual(
      try read([line("a"), long, line("b"), long].joined(separator: "\n").utf8),
      ["a", "line 2: longer than 1048576 bytes", "b", "line 4: longer than 1048576 bytes"]
    )
  }

  func test_lineLimit_isExact() throws {
    try withFile((line("a") + "\n" + line("ab") + "\n" + line("c")).utf8) { path in
      var source = try JSONLinesSource<SessionMetrics>(path: path, maximumLineBytes: line("a").utf8.count)
      XCTAssertEqual(try ids(&source), ["a", "line 2: longer than \(line("a").utf8.count) bytes", "c"])
    }
  }

  func test_timesWithoutOffset_areReadInTheSourceTimeZone() throws {
    try withFile(line("a").utf8) { path in
      let kolkata = try XCTUnwrap(UTCOffset("+05:30"))
      var source = try JSONLinesSource<SessionMetrics>(path: path, sourceTimeZone: kolkata)
      XCTAssertEqual(try source.next()?.get().startedAt, Timestamp(iso8601: "2026-11-20T04:30:00Z"))
    }
  }

  func test_whatCannotBeOpened_isExplained() throws {
    try withTemporaryDirectory { directory in
      let missing = directory.appendingPathComponent("nowhere.jsonl").path
      XCTAssertEqual(
        sourceError { _ = try JSONLinesSource<SessionMetrics>(path: missing) }?.description,
        "\(missing): no such file"
      )
      XCTAssertEqual(
        sourceError { _ = try JSONLinesSource<SessionMetrics>(path: directory.path) }?.reason,
        .directory
      )
    }
  }

  func test_fileWithoutPermission_isExplained() throws {
    try withFile(line("a").utf8) { path in
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
      // Root may read everything, so a test that root runs becomes nobody meanwhile.
      let user = geteuid()
      if user == 0 { XCTAssertEqual(seteuid(65_534), 0) }
      defer { if user == 0 { XCTAssertEqual(seteuid(user), 0) } }
      XCTAssertEqual(
        sourceError { _ = try JSONLinesSource<SessionMetrics>(path: path) }?.reason,
        .notPermitted
      )
    }
  }

  private func line(_ id: String) -> String {
    #"{"session_id":"\#(id)","project_path":"/p","started_at":"2026-11-20T10:00:00"}"#
  }

  private func read(_ bytes: some Sequence<UInt8>) throws -> [String] {
    try withFile(bytes) { path in
      var source = try JSONLinesSource<SessionMetrics>(path: path)
      return try ids(&source)
    }
  }

  /// The ids of the sessions, and the descriptions of the lines that are none.
  private func ids(_ source: inout JSONLinesSource<SessionMetrics>) throws -> [String] {
    var ids: [String] = []
    while let next = try source.next() {
      switch next {
      case .success(let session): ids.append(session.sessionID)
      case .failure(let invalid): ids.append(invalid.description)
      }
    }
    XCTAssertNil(try source.next())
    return ids
  }
}
