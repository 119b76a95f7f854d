import GRPCTransport
import OTLPReceiver
import TestSupport
import XCTest

/// What one run of `doctor --json` found.
struct Doctor {
  struct Stage {
    let status: String
    let summary: String
    let details: [String]
    let hint: String?
  }

  let outcome: Tool.Outcome
  let isOK: Bool
  /// By name.
  let stages: [String: Stage]
  let notes: [String]

  /// Runs `doctor` with `arguments`; how it ended has to agree with what it says.
  init(_ tool: Tool, _ arguments: String..., file: StaticString = #filePath, line: UInt = #line) throws {
    outcome = try tool.start(["doctor", "--json"] + arguments).outcome()
    let object = try outcome.json()
    isOK = try XCTUnwrap(object["ok"] as? Bool, file: file, line: line)
    notes = try XCTUnwrap(object["notes"] as? [String], file: file, line: line)
    let list = try XCTUnwrap(object["stages"] as? [[String: Any]], file: file, line: line)
    XCTAssertEqual(list.compactMap { $0["name"] as? String }, Self.names, file: file, line: line)
    let pairs = list.map { stage in
      (
        stage["name"] as? String ?? "",
        Stage(
          status: stage["status"] as? String ?? "", summary: stage["summary"] as? String ?? "",
          details: stage["details"] as? [String] ?? [], hint: stage["hint"] as? String)
      )
    }
    stages = Dictionary(pairs) { first, _ in first }
    XCTAssertEqual(outcome.exitCode, isOK ? 0 : 1, outcome.errors, file: file, line: line)
    XCTAssertEqual(outcome.errors, "", file: file, line: line)
    XCTAssertEqual(failed == nil, isOK, file: file, line: line)
  }

  static let names = ["settings", "address", "connect", "tls", "grpc", "export", "size"]

  /// The stage that failed; those behind it were skipped.
  var failed: String? {
    let failed = Self.names.firstIndex { stages[$0]?.status == "failed" }
    return failed.map { index in
      XCTAssertTrue(Self.names[(index + 1)...].allSatisfy { stages[$0]?.status == "skipped" }, outcome.output)
      return Self.names[index]
    }
  }

  /// The status of each stage, in order.
  var statuses: [String] { Self.names.map { stages[$0]?.status ?? "none" } }

  /// One stage.
  subscript(name: String) -> Stage {
    stages[name] ?? Stage(status: "none", summary: "", details: [], hint: nil)
  }
}

/// A server that answers every call with what `reply` says, gone afterwards.
func withServer(
  on address: String = "127.0.0.1:0",
  _ credentials: ServerCredentials = .insecure,
  reply: @escaping @Sendable () -> Reply = { .ok() },
  _ body: (Int) throws -> Void
) throws {
  let server = try UnaryServer(address: address, credentials: credentials) { _ in reply() }
  defer { server.stop(within: .seconds(5)) }
  try body(server.port)
}
