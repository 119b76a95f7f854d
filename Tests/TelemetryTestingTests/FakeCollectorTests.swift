import GRPCTransport
import OTLPEncoding
import OTLPReceiver
import Telemetry
import TelemetryTesting
import XCTest

final class FakeCollectorTests: XCTestCase {
  func test_script_isFollowedInOrderThenTheDefault() throws {
    try withFakeCollector(answering: .status(.unavailable), .ok, otherwise: .status(.aborted)) { collector in
      let client = Client(collector)

      let statuses = try (0..<4).map { _ in try client.export(Sample.request(Sample.log("a"))).status }

      XCTAssertEqual(statuses, [.unavailable, .ok, .aborted, .aborted])
      XCTAssertEqual(collector.requests.count, 4)
      XCTAssertEqual(collector.logRecords.map(\.body), ["a"], "refused requests deliver nothing")
      XCTAssertEqual(collector.totals, ItemCounts(logRecords: 1))
    }
  }

  func test_answersForOneSignal_areNotGivenToAnother() throws {
    try withFakeCollector { collector in
      collector.answer(.status(.internal), to: .traces)
      let client = Client(collector)

      XCTAssertEqual(try client.export([], to: .metrics).status, .ok)
      XCTAssertEqual(try client.export([], to: .traces).status, .internal)
      XCTAssertEqual(try client.export([], to: .traces).status, .ok)
    }
  }

  func test_partialSuccess_isCountedWithoutTheRejected() throws {
    try withFakeCollector(answering: .partialSuccess(rejected: 2, message: "old")) { collector in
      let request = Sample.request(Sample.log("a"), Sample.log("b"), Sample.log("c"))

      let answer = try Client(collector).export(request)

      XCTAssertEqual(
        try OTLPDecoder.logsResponse(answer.response),
        ExportResponse(rejected: 2, message: "old")
      )
      XCTAssertEqual(collector.totals, ItemCounts(logRecords: 1))
    }
  }

  func test_delayedAnswer_arrivesNotBeforeItsTime() throws {
    try withFakeCollector(answering: .delayed(by: .milliseconds(200), .ok)) { collector in
      let start = SystemClock().instant

      XCTAssertEqual(try Client(collector).export([]).status, .ok)

      XCTAssertGreaterThanOrEqual(start.duration(until: SystemClock().instant), .milliseconds(200))
    }
  }

  func test_noAnswer_leavesTheClientToItsDeadline() throws {
    try withFakeCollector(answering: .never) { collector in
      let client = Client(collector)

      XCTAssertEqual(try client.export([], timeout: .milliseconds(300)).status, .deadlineExceeded)
      XCTAssertEqual(try client.export([]).status, .ok)
      XCTAssertEqual(collector.requests.count, 2)
      XCTAssertEqual(collector.totals, ItemCounts())
    }
  }

  func test_waiting_endsWhenTheRequestsAreThere() throws {
    try withFakeCollector { collector in
      let client = Client(collector)
      let sender = Thread {
        for _ in 0..<5 { _ = try? client.export([], to: .traces) }
      }
      sender.start()

      XCTAssertTrue(collector.waitForRequests(5, of: .traces, within: .seconds(60)))
      XCTAssertEqual(collector.requests.count, 5)
    }
  }

  func test_waitingInVain_ends() throws {
    try withFakeCollector { collector in
      XCTAssertFalse(collector.waitForRequests(1, within: .milliseconds(20)))
      XCTAssertFalse(collector.waitForRequests(1, of: .logs, within: .zero))
    }
  }

  func test_restart_keepsPortScriptAndMemory() throws {
    try withFakeCollector(answering: .ok, .status(.notFound, message: "second")) { collector in
      XCTAssertEqual(try Client(collector).export([]).status, .ok)

      collector.stop()
      XCTAssertFalse(collector.isRunning)
      XCTAssertEqual(try Client(collector).export([]).status, .unavailable)
      try collector.start()

      XCTAssertEqual(try Client(collector).export([]).statusMessage, "second")
      XCTAssertEqual(collector.requests.count, 2)
    }
  }

  func test_lateStart_refusesUntilThen() throws {
    let collector = try FakeCollector(running: false)
    defer { collector.stop() }

    XCTAssertEqual(try Client(collector).export([]).status, .unavailable)
    try collector.start()
    try collector.start()

    XCTAssertEqual(try Client(collector).export([]).status, .ok)
    XCTAssertEqual(collector.endpoint, "http://127.0.0.1:\(collector.port)")
  }

  func test_memory_isBounded() throws {
    let collector = try FakeCollector(keeping: 2)
    defer { collector.stop() }
    let client = Client(collector)

    for _ in 0..<5 { _ = try client.export([]) }

    XCTAssertEqual(collector.requests.count, 2)
    XCTAssertEqual(collector.unkept, 3)
    XCTAssertTrue(collector.waitForRequests(5, within: .zero))
    XCTAssertTrue(collector.waitForRequests(5, of: .logs, within: .zero))
    XCTAssertFalse(collector.waitForRequests(6, of: .logs, within: .zero))
  }

  func test_severalClientsAtOnce_loseNothing() throws {
    try withFakeCollector { collector in
      let client = Client(collector)
      DispatchQueue.concurrentPerform(iterations: 8) { worker in
        for number in 0..<25 { _ = try? client.export(Sample.request(Sample.log("\(worker).\(number)"))) }
      }

      XCTAssertEqual(Set(collector.logRecords.map(\.body.description)).count, 200)
      XCTAssertEqual(collector.totals, ItemCounts(logRecords: 200))
    }
  }

  func test_asyncScope_stopsTheCollector() async throws {
    let collector = try await withFakeCollector { collector in
      await Task.yield()
      return collector
    }

    XCTAssertFalse(collector.isRunning)
  }
}
