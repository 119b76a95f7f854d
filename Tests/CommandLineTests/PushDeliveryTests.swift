import Foundation
import GRPCTransport
import OTLPReceiver
import XCTest

/// What a collector does, or what stands in its place, decides the exit code and one line on standard error.
final class PushDeliveryTests: XCTestCase {
  func test_absentCollector_endsWithinTheTimeAndIsNamed() throws {
    try withTool { tool in
      try tool.write(Samples.session("s1"), to: "sessions.jsonl")
      let reserved = try ReservedPort()
      defer { reserved.release() }
      let port = reserved.number
      let start = ContinuousClock.now

      let outcome = try tool.run(
        "push", "--endpoint", "http://127.0.0.1:\(port)", "--timeout", "3", "--sessions", "sessions.jsonl",
        "--json")

      XCTAssertLessThan(ContinuousClock.now - start, .seconds(30))
      XCTAssertEqual(outcome.exitCode, 1)
      XCTAssertEqual(outcome.errorLines.count, 1, outcome.errors)
      XCTAssertTrue(
        outcome.errors.hasPrefix(
          "session-buddy-telemetry: error: cannot export to http://127.0.0.1:\(port): nothing listens on"),
        outcome.errors)
      let json = try outcome.json()
      let dropped = try XCTUnwrap(json["dropped"] as? [String: Int])
      XCTAssertEqual(Array(dropped.keys), ["shutdown"])
      XCTAssertTrue(
        outcome.errors.hasSuffix(
          "\(dropped["shutdown"] ?? 0) of \(dropped["shutdown"] ?? 0) items not delivered\n"))
      XCTAssertEqual((json["exported"] as? [String: Int])?["data_points"], 0)
      XCTAssertEqual((json["queued"] as? [String: Int])?["data_points"], 0)
    }
  }

  func test_lateCollector_getsEverything() throws {
    try withTool { tool in
      try tool.write((1...20).map { Samples.session("s\($0)") }.joined(), to: "sessions.jsonl")
      let reserved = try ReservedPort()
      defer { reserved.release() }
      let port = reserved.number
      let late = "sleep 2; exec \"$0\" collect --listen 127.0.0.1:\(port)"
      let collect = try tool.start([], under: ["bash", "-c", late])

      let outcome = try tool.run(
        "push", "--endpoint", "http://127.0.0.1:\(port)", "--sessions", "sessions.jsonl",
        "--json")

      XCTAssertEqual(outcome.exitCode, 0, outcome.errors)
      XCTAssertEqual(outcome.errors, "")
      collect.process.terminate()
      let lines = try collect.outcome().output.split(separator: "\n")
      let exported = try XCTUnwrap(outcome.json()["exported"] as? [String: Int])
      XCTAssertEqual(exported["spans"], 20)
      XCTAssertEqual(exported.values.reduce(0, +), lines.count)
      XCTAssertTrue(lines.contains { $0.contains("session_buddy.sessions.total") && $0.hasSuffix(" = 20") })
    }
  }

  func test_webServerOnThePort_isRecognised() throws {
    try withTool { tool in
      try tool.write(Samples.session("s1"), to: "sessions.jsonl")
      let script = """
        from http.server import BaseHTTPRequestHandler, HTTPServer
        from sys import stderr
        server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        print("port", server.server_port, file=stderr, flush=True)
        server.serve_forever()
        """
      let web = try RunningTool(["python3", "-c", script], in: tool.folder, [:])
      defer { web.process.terminate() }
      let port = try web.waitForErrorLine("port ")

      let outcome = try tool.run(
        "push", "--endpoint", "http://127.0.0.1:\(port)", "--timeout", "1", "--sessions", "sessions.jsonl",
        "--json")

      XCTAssertEqual(outcome.exitCode, 1)
      XCTAssertEqual(outcome.errorLines.count, 1, outcome.errors)
      XCTAssertTrue(outcome.errors.contains("HTTP"), outcome.errors)
      XCTAssertTrue(outcome.errors.contains("no gRPC server"), outcome.errors)
    }
  }

  func test_partialSuccess_isNotDelivered() throws {
    try withTool { tool in
      let collector = try Collector(answering: .partialSuccess(rejected: 2, message: "too old"))
      try tool.write(Samples.session("s1"), to: "sessions.jsonl")

      let outcome = try tool.run(
        "push", "--endpoint", collector.endpoint, "--sessions", "sessions.jsonl", "--json")

      XCTAssertEqual(outcome.exitCode, 1)
      XCTAssertEqual((try outcome.json()["rejected"] as? [String: Int])?["data_points"], 2)
      XCTAssertEqual(outcome.errorLines.count, 1, outcome.errors)
      XCTAssertTrue(outcome.errors.contains("too old"), outcome.errors)
    }
  }

  func test_refusal_isBookedUnderItsStatus() throws {
    try withTool { tool in
      let collector = try Collector(answering: .status(.unauthenticated, message: "who are you?"))
      try tool.write(Samples.session("s1"), to: "sessions.jsonl")

      let outcome = try tool.run(
        "push", "--endpoint", collector.endpoint, "--sessions", "sessions.jsonl", "--json")

      XCTAssertEqual(outcome.exitCode, 1)
      XCTAssertEqual(
        try outcome.json()["dropped"] as? [String: Int], ["unauthenticated": collector.dataPoints + 1])
      XCTAssertEqual(outcome.errorLines.count, 1, outcome.errors)
      XCTAssertTrue(outcome.errors.contains("who are you?"), outcome.errors)
    }
  }
}
