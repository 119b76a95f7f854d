import Foundation
import XCTest

/// The collector prints what arrives, keeps it if asked to, and ends when told to.
final class CollectTests: XCTestCase {
  func test_collect_printsALineForEachPointAndASummary() throws {
    try withTool { tool in
      let collect = try tool.start(["collect", "--listen", "127.0.0.1:0"])
      let address = try collect.waitForErrorLine("listening on ")
      try tool.write(Samples.session("s1"), to: "sessions.jsonl")

      let push = try tool.run(
        "push", "--endpoint", "http://\(address)", "--sessions", "sessions.jsonl", "--json")
      collect.process.terminate()
      let outcome = try collect.outcome()

      XCTAssertEqual(push.exitCode, 0, push.errors)
      XCTAssertEqual(outcome.exitCode, 0)
      let lines = outcome.output.split(separator: "\n")
      let exported = try XCTUnwrap((try push.json()["exported"] as? [String: Int])?["data_points"])
      XCTAssertEqual(lines.count { $0.hasPrefix("metric session_buddy.") }, exported)
      XCTAssertEqual(lines.count { $0.hasPrefix("span   session_buddy.session internal ") }, 1)
      XCTAssertEqual(lines.count, exported + 1)
      XCTAssertTrue(
        lines.contains { $0.hasPrefix("metric session_buddy.sessions.total ") && $0.hasSuffix(" = 1") })
      XCTAssertEqual(outcome.errorLines.count, 2, outcome.errors)
      XCTAssertTrue(outcome.errorLines[1].hasPrefix("received 2 requests ("), outcome.errors)
      XCTAssertTrue(
        outcome.errorLines[1].hasSuffix("\(exported) data points, 1 span, 0 log records"), outcome.errors)
    }
  }

  func test_collect_endsOnInterruptToo() throws {
    try withTool { tool in
      let collect = try tool.start(["collect", "--listen", "127.0.0.1:0"])
      _ = try collect.waitForErrorLine("listening on ")
      collect.process.interrupt()
      let outcome = try collect.outcome()

      XCTAssertEqual(outcome.exitCode, 0)
      XCTAssertEqual(outcome.output, "")
      XCTAssertEqual(
        outcome.errorLines.last, "received 0 requests (0 bytes): 0 data points, 0 spans, 0 log records")
    }
  }

  func test_collect_appendsOneJSONObjectPerRequest() throws {
    try withTool { tool in
      try tool.write("{\"kept\":true}\n", to: "in.jsonl")
      let collect = try tool.start(["collect", "--listen", "127.0.0.1:0", "--jsonl", "in.jsonl", "--quiet"])
      let address = try collect.waitForErrorLine("listening on ")
      try tool.write(Samples.session("s1"), to: "sessions.jsonl")

      for _ in 1...2 {
        let push = try tool.run("push", "--endpoint", "http://\(address)", "--sessions", "sessions.jsonl")
        XCTAssertEqual(push.exitCode, 0, push.errors)
      }
      collect.process.terminate()
      let outcome = try collect.outcome()

      XCTAssertEqual(outcome.output, "")
      let lines = try tool.read("in.jsonl").split(separator: "\n")
      let keys = try lines.map { line in
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return object?.keys.sorted() ?? []
      }
      XCTAssertEqual(keys.first, ["kept"])
      let one = [["resourceMetrics"], ["resourceSpans"]]
      XCTAssertEqual(keys.dropFirst().sorted { $0[0] < $1[0] }, [one[0], one[0], one[1], one[1]])
    }
  }

  func test_collect_endsWhenNobodyReads() throws {
    try withTool { tool in
      let pipe = Pipe()
      try pipe.fileHandleForReading.close()
      let collect = try tool.start(
        ["collect", "--listen", "127.0.0.1:0"], output: pipe.fileHandleForWriting)
      let address = try collect.waitForErrorLine("listening on ")
      try tool.write(Samples.event(1), to: "activity.jsonl")

      let push = try tool.run("push", "--endpoint", "http://\(address)", "--activity", "activity.jsonl")
      let outcome = try collect.outcome()

      XCTAssertEqual(push.exitCode, 0, push.errors)
      XCTAssertEqual(outcome.exitCode, 0, outcome.errors)
      XCTAssertTrue(outcome.errorLines.last?.hasPrefix("received 1 request (") ?? false, outcome.errors)
    }
  }

  func test_addressInUse_isAnError() throws {
    try withTool { tool in
      let collector = try Collector()
      let outcome = try tool.run("collect", "--listen", "127.0.0.1:\(collector.port)")

      XCTAssertEqual(outcome.exitCode, 2)
      XCTAssertEqual(
        outcome.errors,
        "session-buddy-telemetry: error: cannot listen on 127.0.0.1:\(collector.port): expected a free port, "
          + "found another program on it\n")
    }
  }

  func test_whatIsNoAddress_isSaidInOneSentence() throws {
    let wrong = [
      "foo", ":0", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:65536", "127.0.0.1:-1", "::1", "::1:4317",
      "[]:1",
      "http://127.0.0.1:4317", "unix:/tmp/socket",
    ]
    try withTool { tool in
      for address in wrong {
        let outcome = try tool.run("collect", "--listen=\(address)")

        XCTAssertEqual(outcome.exitCode, 2)
        XCTAssertEqual(
          outcome.errors,
          "session-buddy-telemetry: error: --listen: expected HOST:PORT such as 127.0.0.1:4317, with a port from 0 "
            + "to 65535, found \(address)\n")
      }
    }
  }

  func test_hostNobodyKnows_isSaidInTheWordsOfTheSystem() throws {
    try withTool { tool in
      let outcome = try tool.run("collect", "--listen", "nowhere.invalid:4317")

      XCTAssertEqual(outcome.exitCode, 2)
      XCTAssertEqual(outcome.errorLines.count, 1)
      XCTAssertTrue(
        outcome.errors.hasPrefix(
          "session-buddy-telemetry: error: cannot listen on nowhere.invalid:4317: "), outcome.errors)
      for word in ["UNKNOWN", "{", "grpc", "file"] {
        XCTAssertFalse(outcome.errors.contains(word), outcome.errors)
      }
    }
  }

  func test_fileThatCannotBeOpened_isAnError() throws {
    try withTool { tool in
      let outcome = try tool.run("collect", "--listen", "127.0.0.1:0", "--jsonl", "missing/in.jsonl")

      XCTAssertEqual(outcome.exitCode, 2)
      XCTAssertEqual(
        outcome.errors, "session-buddy-telemetry: error: missing/in.jsonl: No such file or directory\n")
    }
  }
}
