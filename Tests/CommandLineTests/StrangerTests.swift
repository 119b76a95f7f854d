import XCTest

/// Whoever finds the port may send anything; nothing of it ends a program or gets into the figures of another.
final class StrangerTests: XCTestCase {
  func test_demo_refusesWhatOthersSend() throws {
    try withTool { tool in
      let script = "exec \"$0\" demo --seconds 600 > >(tee /dev/stderr)"
      let demo = try tool.start([], under: ["bash", "-c", script])
      let stranger = Stranger(to: try demo.waitForErrorLine("collector on "))
      for metric in Self.absurd { XCTAssertFalse(try stranger.send([metric])) }
      demo.process.interrupt()
      let outcome = try demo.outcome()

      XCTAssertEqual(outcome.exitCode, 0, outcome.output + outcome.errors)
      XCTAssertTrue(outcome.errors.hasSuffix("everything arrived\n"), outcome.errors)
      XCTAssertTrue(
        outcome.errors.contains("\(Self.absurd.count) requests of other programs"), outcome.errors)
    }
  }

  func test_collect_showsWhateverCanBeDecoded() throws {
    try withTool { tool in
      let collect = try tool.start(["collect", "--listen", "127.0.0.1:0", "--jsonl", "in.jsonl"])
      let stranger = Stranger(to: try collect.waitForErrorLine("listening on "))
      let attributes = (0..<100_000).map { Bytes.attribute(7, "k\($0)", "v") }
      let many = Bytes.sum("many", 1, Bytes(joining: attributes))
      for metric in Self.absurd + [many] { XCTAssertTrue(try stranger.send([metric])) }
      collect.process.terminate()
      let outcome = try collect.outcome()

      XCTAssertEqual(outcome.exitCode, 0, outcome.errors)
      let lines = outcome.output.split(separator: "\n")
      // A histogram has two points.
      let points = Self.absurd.count + 2 + 1
      XCTAssertEqual(lines.count, points)
      XCTAssertTrue(lines.allSatisfy { $0.hasPrefix("metric ") && !$0.contains("\u{1B}") })
      XCTAssertTrue(lines.contains { $0.contains("count=\(UInt64.max) sum=1e+300") }, outcome.output)
      XCTAssertEqual(
        outcome.errorLines.last?.hasSuffix("\(points) data points, 0 spans, 0 log records"), true)
      XCTAssertEqual(try tool.read("in.jsonl").split(separator: "\n").count, Self.absurd.count + 1)
      for line in lines { XCTAssertLessThan(line.count, 2_500) }
    }
  }

  /// What the demo shows by name, in values nobody can count with.
  private static let absurd: [Bytes] = [
    .sum("session_buddy.sessions.total", .nan),
    .sum("session_buddy.sessions.total", .infinity),
    .sum("session_buddy.sessions.total", -1e300),
    .sum("bell\u{7}\u{1B}[2J\nnext", 1),
    .histogram(
      "session_buddy.session.duration_seconds", bounds: [1], counts: [.max, .max], sum: 1e300),
    .histogram(
      "session_buddy.search.dwell_time_seconds", bounds: (1...100).map(Double.init),
      counts: Array(repeating: .max, count: 101), sum: .nan),
  ]
}
