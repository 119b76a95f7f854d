import Foundation
import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

/// Standard output may be the wire of a protocol: nothing of ours belongs there; see `StdioProcess`.
final class StandardOutputTests: XCTestCase {
  private static let prefix = "session-buddy-telemetry: "
  private static let lines = Data((0..<100).map { "\($0)\n" }.joined().utf8)

  func test_FS14_standardOutput_isWhatItIsWithoutTheSDK_whateverGoesWrong() throws {
    let plain = try run("without").output
    XCTAssertEqual(plain.split(separator: UInt8(ascii: "\n")).count, 100)
    let collector = try FakeCollector()
    defer { collector.stop() }
    let refused = try FakeCollector(running: false)
    let cases: [(trouble: String, environment: [String: String], words: String?)] = [
      ("none", ["OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint], nil),
      ("no collector", ["OTEL_EXPORTER_OTLP_ENDPOINT": refused.endpoint], "connection refused"),
      (
        "too many series",
        ["OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint, "SESSION_BUDDY_OTEL_CARDINALITY_LIMIT": "10"],
        "more than 10 attribute sets"
      ),
      (
        "a core that talks",
        ["OTEL_EXPORTER_OTLP_ENDPOINT": refused.endpoint, "GRPC_VERBOSITY": "debug", "GRPC_TRACE": "http"],
        "connection refused"
      ),
      ("TLS", ["OTEL_EXPORTER_OTLP_ENDPOINT": "https://127.0.0.1:\(collector.port)"], "TLS"),
      (
        "a wrong variable",
        ["OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint, "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json"],
        "expected grpc"
      ),
    ]
    var exported = ItemCounts()
    for (trouble, environment, words) in cases {
      let end = try withFolder { folder in
        let file = folder.appending(path: "exported")
        let end = try run("with", environment.merging(["EXPORTED": file.path]) { $1 })
        exported = try exported + Self.counts(in: file)
        return end
      }
      XCTAssertEqual(end.status, 0, trouble)
      XCTAssertEqual(end.output, plain, trouble)
      XCTAssertEqual(end.errorLines.filter { !$0.hasPrefix(Self.prefix) }, [], trouble)
      XCTAssertEqual(end.errorLines.isEmpty, words == nil, "\(trouble): \(end.errors)")
      XCTAssertTrue(words.map { end.errors.contains($0) } ?? true, "\(trouble): \(end.errors)")
    }
    // Three of the runs reached it: 100 spans and records, and 100 points or 11 of them.
    XCTAssertEqual(collector.totals, ItemCounts(dataPoints: 211, spans: 300, logRecords: 300))
    XCTAssertEqual(collector.totals, exported)
  }

  func test_G13_G14_handlerOfTheProgram_getsWhatWouldStandOnStandardError() throws {
    let refused = try FakeCollector(running: false)
    let environment = ["OTEL_EXPORTER_OTLP_ENDPOINT": refused.endpoint]

    XCTAssertNotEqual(try run("with", environment).errors, "")
    let end = try run("handler", environment)
    XCTAssertEqual(end.status, 0, "the handler was told")
    XCTAssertEqual(end.errors, "")
  }

  func test_G15_standardErrorThatTakesNothing_holdsUpNobody_andEndsNoProgram() throws {
    let refused = try FakeCollector(running: false)
    let environment = [
      "OTEL_EXPORTER_OTLP_ENDPOINT": refused.endpoint,
      // Too many series are told by the thread that records.
      "SESSION_BUDDY_OTEL_CARDINALITY_LIMIT": "10",
    ]
    let plain = try run("without").output
    for way in ["full", "unread"] {
      let end = try run(way, environment)
      XCTAssertEqual(end.status, 0, way)
      XCTAssertEqual(end.output, plain, way)
    }
  }

  /// What a run has exported, as it says.
  private static func counts(in file: URL) throws -> ItemCounts {
    let numbers = try String(contentsOf: file, encoding: .utf8).split(separator: " ").compactMap {
      UInt64($0)
    }
    guard numbers.count == 3 else { throw CocoaError(.fileReadCorruptFile) }
    return ItemCounts(dataPoints: numbers[0], spans: numbers[1], logRecords: numbers[2])
  }

  /// A run that reads a hundred lines.
  private func run(_ way: String, _ environment: [String: String] = [:]) throws -> ChildProcess.End {
    var environment = environment
    environment["SESSION_BUDDY_OTEL_LOGS_ENABLED"] = "true"
    environment["SESSION_BUDDY_OTEL_SHUTDOWN_TIMEOUT_SECONDS"] = "1"
    return try ChildProcess("StdioProcess", [way], environment: environment, input: Self.lines).finish()
  }
}
