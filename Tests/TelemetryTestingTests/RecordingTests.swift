import OTLPReceiver
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

final class RecordingTests: XCTestCase {
  func test_recordThenSendThenRecord_isIdentical() throws {
    try withFakeCollector { first in
      try exportRequests(to: first)
      let recording = first.recording
      XCTAssertEqual(recording.requests.count, 30)

      try withFakeCollector { second in
        try Recording(recording.text).send(to: second.endpoint)

        XCTAssertEqual(second.recording.text, recording.text)
        XCTAssertEqual(second.totals, first.totals)
        XCTAssertEqual(second.metricsText, first.metricsText)
        XCTAssertEqual(second.spansText, first.spansText)
        XCTAssertEqual(second.logRecordsText, first.logRecordsText)
      }
    }
  }

  func test_replayedRequests_areSeenByEveryExpectation() throws {
    let line = #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"hi"}}]}]}]}"#
    try withFakeCollector(answering: .status(.unavailable)) { collector in
      collector.replay(try Recording("\(line)\n\n  \n\(line)\r\n"))

      try collector.expect(logRecords: #"UNSPECIFIED "hi""#)
      XCTAssertEqual(collector.requests.map(\.peer), ["replay", "replay"])
      XCTAssertTrue(collector.waitForRequests(2, of: .logs, within: .zero))
    }
  }

  func test_emptyRequests_areNotRecorded() throws {
    try withFakeCollector { collector in
      _ = try Client(collector).export([])

      XCTAssertEqual(collector.requests.count, 1)
      XCTAssertEqual(collector.recording.text, "")
    }
  }

  func test_lineThatIsNoRequest_isNamed() {
    XCTAssertThrowsError(try Recording("\n{\"resourceLogs\":[]}\n{\"resourceLogs\":3}")) { error in
      XCTAssertEqual(
        "\(error)", "line 3: ExportLogsServiceRequest.resourceLogs: expected an array, found 3")
    }
  }

  func test_requestThatIsNotTaken_endsTheSending() throws {
    let lines = String(repeating: "{\"resourceSpans\":[{}]}\n", count: 3)
    try withFakeCollector(answering: .ok, .status(.notFound, message: "no such tenant")) { collector in
      XCTAssertThrowsError(try Recording(lines).send(to: collector.endpoint)) { error in
        XCTAssertEqual("\(error)", "request 2: expected OK, found NOT_FOUND: no such tenant")
      }
      XCTAssertEqual(collector.requests.count, 2)
      XCTAssertThrowsError(try Recording(lines).send(to: "https://localhost:1")) { error in
        XCTAssertEqual("\(error)", "https://localhost:1: expected an address without TLS")
      }
    }
  }

  /// Ten requests of each signal.
  private func exportRequests(to collector: FakeCollector) throws {
    let client = Client(collector)
    var random = SplitMix(seed: 31)
    for _ in 0..<10 {
      for signal in TelemetrySignal.allCases {
        let request =
          switch signal {
          case .metrics: RandomRequest.metrics(using: &random)
          case .traces: RandomRequest.traces(using: &random)
          case .logs: RandomRequest.logs(using: &random)
          }
        let answer = try client.export(request, to: signal)
        XCTAssertEqual(answer.status, .ok, answer.statusMessage)
      }
    }
  }
}
