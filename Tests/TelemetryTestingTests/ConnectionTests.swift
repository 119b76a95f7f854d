import GRPCTransport
import OTLPReceiver
import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// What a collector can do to its connections.
final class ConnectionTests: XCTestCase {
  func test_goAway_answersAndHasLaterRequestsComeOnANewConnection() throws {
    try withFakeCollector(answering: .ok, .goAway(.ok), .ok, .ok) { collector in
      let client = Client(collector)

      for number in 1...4 {
        XCTAssertEqual(try client.export(Sample.request(Sample.log("\(number)"))).status, .ok)
      }

      let peers = collector.requests.map(\.peer)
      XCTAssertEqual(peers[0], peers[1], "asked to go away on the connection that was there")
      XCTAssertNotEqual(peers[1], peers[2])
      XCTAssertEqual(peers[2], peers[3])
      XCTAssertEqual(collector.totals, ItemCounts(logRecords: 4))
    }
  }

  func test_goAwayWithALateAnswer_stillBringsIt() throws {
    let late = FakeCollector.Answer.delayed(by: .milliseconds(300), .status(.aborted, message: "late"))
    try withFakeCollector(answering: .goAway(late)) { collector in
      let client = Client(collector)

      XCTAssertEqual(try client.export([]).statusMessage, "late")
      XCTAssertEqual(try client.export([]).status, .ok)
      XCTAssertEqual(Set(collector.requests.map(\.peer)).count, 2)
    }
  }

  func test_goAwayAgainAndAgain_losesNothing() throws {
    try withFakeCollector(otherwise: .goAway(.ok)) { collector in
      let client = Client(collector)

      for _ in 0..<40 { XCTAssertEqual(try client.export(Sample.request(Sample.log("a"))).status, .ok) }

      XCTAssertEqual(collector.totals, ItemCounts(logRecords: 40))
      XCTAssertEqual(Set(collector.requests.map(\.peer)).count, 40)
    }
  }

  func test_closedConnections_areMadeAgainAtTheSamePort() throws {
    try withFakeCollector { collector in
      let client = Client(collector)
      XCTAssertEqual(try client.export([]).status, .ok)

      try collector.closeConnections()

      try client.exportAgainUntilTaken([])
      XCTAssertEqual(Set(collector.requests.map(\.peer)).count, 2)
    }
  }

  func test_closingConnections_ofOneThatDoesNotListen_isNothing() throws {
    let collector = try FakeCollector(running: false)

    try collector.closeConnections()

    XCTAssertFalse(collector.isRunning)
  }

  func test_oldConnections_areClosedByAge() throws {
    let collector = try FakeCollector(maximumConnectionAge: .milliseconds(100))
    defer { collector.stop() }
    let client = Client(collector)
    let clock = SystemClock()
    let end = clock.instant.advanced(by: .seconds(30))

    while Set(collector.requests.map(\.peer)).count < 3, clock.instant < end {
      try client.exportAgainUntilTaken([])
    }

    XCTAssertEqual(Set(collector.requests.map(\.peer)).count, 3)
  }

  func test_disconnect_leavesNoStatusAndANewConnection() throws {
    try withFakeCollector(answering: .disconnect) { collector in
      let client = Client(collector)

      let answer = try client.export([])
      XCTAssertEqual(answer.status, .unavailable)
      XCTAssertNil(answer.trailingMetadata["grpc-status"])

      XCTAssertTrue(client.channel.waitUntilReady(atMost: .seconds(10)))
      XCTAssertEqual(try client.export(Sample.request(Sample.log("a"))).status, .ok)
      XCTAssertEqual(Set(collector.requests.map(\.peer)).count, 2)
      XCTAssertEqual(collector.totals, ItemCounts(logRecords: 1))
    }
  }

  func test_answerWithoutMessage_isTrailersOnly() throws {
    try withFakeCollector(answering: .withoutMessage) { collector in
      let answer = try Client(collector).export(Sample.request(Sample.log("a")))

      XCTAssertEqual(answer.status, .ok)
      XCTAssertEqual(answer.response, [])
      XCTAssertEqual(collector.totals, ItemCounts(logRecords: 1))
    }
  }

  func test_requestOverTheLimit_isRefusedInTheWordsOfTheCore() throws {
    let collector = try FakeCollector(maximumRequestBytes: 100)
    defer { collector.stop() }
    let client = Client(collector)

    let request = Sample.request(Sample.log(String(repeating: "x", count: 100)))
    let answer = try client.export(request)

    XCTAssertEqual(
      .status(answer.status, message: answer.statusMessage),
      CollectorAnswer.tooLarge(request.count, maximum: 100))
    XCTAssertEqual(collector.requests.count, 0)
    XCTAssertEqual(try client.export(Sample.request(Sample.log("short"))).status, .ok)
  }

  func test_closure_hasTheAnswerOnceTheScriptIsOver() throws {
    try withFakeCollector(answering: .status(.aborted)) { collector in
      collector.answer { request in
        request.itemCount > 1 ? .partialSuccess(rejected: 1, message: "one too many") : .ok
      }
      let client = Client(collector)

      XCTAssertEqual(try client.export([]).status, .aborted)
      _ = try client.export(Sample.request(Sample.log("a")))
      _ = try client.export(Sample.request(Sample.log("b"), Sample.log("c")))

      XCTAssertEqual(collector.totals, ItemCounts(logRecords: 2))
      XCTAssertEqual(collector.rejected, ItemCounts(logRecords: 1))
    }
  }

  func test_closure_mayLookAtWhatArrivedBefore() throws {
    try withFakeCollector { collector in
      collector.answer { [unowned collector] _ in collector.requests.count < 2 ? .status(.unavailable) : .ok }
      let client = Client(collector)

      XCTAssertEqual(
        try (0..<3).map { _ in try client.export([]).status }, [.unavailable, .unavailable, .ok])
    }
  }

  func test_stopping_endsCallsOfConnectionsThatWereAskedToGo() throws {
    let collector = try FakeCollector(answering: .goAway(.never))
    let client = Client(collector)
    let status = Mutex<Status?>(nil)
    let ended = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      let answer = try? client.export([])
      status.withLock { $0 = answer?.status }
      ended.signal()
    }
    XCTAssertTrue(collector.waitForRequests(1))

    collector.stop(within: .seconds(5))

    XCTAssertEqual(ended.wait(timeout: .now() + 30), .success)
    XCTAssertEqual(status.withLock { $0 }, .unavailable)
  }
}
