import Foundation
import SessionBuddyTelemetry
import TelemetryTesting
import TestSupport
import XCTest

/// A collector that shares no code with this package says no, in every way there is, and its books agree with ours.
final class IndependentAnswersTests: XCTestCase {
  /// What the receiver says it did.
  fileprivate struct Books {
    let calls: [String: Int]
    let kept: ItemCounts
    let rejected: ItemCounts
    /// Every attempt counts.
    let refused: ItemCounts
    let spans: [String]
    let userAgents: [String]
  }

  func test_X14_X18_X26_eachBatch_isOneCall_thatSaysWhoSendsIt() throws {
    try withReceiver { telemetry in
      record(3, with: telemetry)
    } compare: { books, ledger, told in
      XCTAssertEqual(books.calls, ["metrics": 1, "traces": 1, "logs": 1])
      XCTAssertEqual(ledger.exported, ItemCounts(dataPoints: 3, spans: 3, logRecords: 3))
      XCTAssertEqual(books.userAgents.count, 1)
      let expected = "session-buddy-telemetry/\(TelemetrySDK.version) grpc-c/"
      XCTAssertTrue(books.userAgents.first?.hasPrefix(expected) == true, "\(books.userAgents)")
      XCTAssertEqual(told, [])
    }
  }

  /// what may be repeated is, and what may not is dropped under the name of its status.
  func test_FS24_X30_statuses_areRepeatedOrFinal() throws {
    let answers = """
      unavailable, aborted retry=0.01, ok, resource_exhausted retry=0.01, ok, resource_exhausted,
      permission_denied retry=0.01, unimplemented, data_loss, cancelled, ok
      """
    try withReceiver(answering: answers) { telemetry in
      for index in 0..<6 { send("span\(index)", with: telemetry) }
    } compare: { books, ledger, _ in
      XCTAssertEqual(books.spans, ["span0", "span1", "span5"])
      XCTAssertEqual(books.refused, ItemCounts(spans: 8))
      XCTAssertEqual(ledger.exported, ItemCounts(spans: 3))
      XCTAssertEqual(
        ledger.dropped.mapValues(\.spans).reduce(into: [:]) { $0[$1.key.rawValue] = $1.value },
        ["resource_exhausted": 1, "permission_denied": 1, "unimplemented": 1])
    }
  }

  func test_FS24_X33_pauseOfTheReceiver_isKept() throws {
    let clock = SystemClock()
    let start = clock.instant
    try withReceiver(answering: "unavailable retry=0.7") { telemetry in
      send("late", with: telemetry)
      // More than the pauses of a flush ever are by themselves.
      XCTAssertGreaterThanOrEqual(start.duration(until: clock.instant), .milliseconds(690))
    } compare: { books, ledger, _ in
      XCTAssertEqual(books.spans, ["late"])
      XCTAssertEqual(books.refused, ItemCounts(spans: 1))
      XCTAssertEqual(ledger.exported, ItemCounts(spans: 1))
    }
  }

  func test_FS24_X27_partialSuccesses_areBookedAsTheReceiverBooksThem() throws {
    try withReceiver(answering: "partial 2 too old, partial 0 slow down, partial 3") { telemetry in
      for _ in 0..<3 {
        for index in 0..<3 { telemetry.tracer.startSpan("span\(index)").end() }
        XCTAssertTrue(telemetry.flush())
      }
    } compare: { books, ledger, told in
      XCTAssertEqual(books.calls, ["metrics": 0, "traces": 3, "logs": 0])
      XCTAssertEqual(books.rejected, ItemCounts(spans: 5))
      XCTAssertEqual(ledger.exported, ItemCounts(spans: 4))
      XCTAssertEqual(ledger.dropped, [:])
      for words in ["too old", "slow down"] {
        XCTAssertEqual(told.count { $0.contains(words) }, 1, "\(told)")
      }
    }
  }

  func test_X27_everySignal_canBeRejectedInPart() throws {
    try withReceiver(answering: "partial 1, partial 1, partial 1") { telemetry in
      record(3, with: telemetry)
    } compare: { books, ledger, _ in
      XCTAssertEqual(books.rejected, ItemCounts(dataPoints: 1, spans: 1, logRecords: 1))
      XCTAssertEqual(ledger.exported, ItemCounts(dataPoints: 2, spans: 2, logRecords: 2))
    }
  }

  func test_FS11_requestOverTheLimitOfTheReceiver_arrivesInPieces() throws {
    try withReceiver(requestLimit: 16_384) { telemetry in
      let text = AttributeValue.string(String(repeating: "x", count: 400))
      let large = AttributeValue.string(String(repeating: "x", count: 20_000))
      for index in 0..<100 { telemetry.tracer.startSpan("\(index)", attributes: ["text": text]).end() }
      telemetry.tracer.startSpan("large", attributes: ["text": large]).end()
      XCTAssertTrue(telemetry.flush())
    } compare: { books, ledger, told in
      XCTAssertEqual(books.spans.sorted(), (0..<100).map { "\($0)" }.sorted())
      XCTAssertEqual(ledger.dropped, [.tooLarge: ItemCounts(spans: 1)])
      XCTAssertEqual(told.count { $0.contains("at most 16384 bytes") }, 1, "\(told)")
      XCTAssertEqual(told.count { $0.contains("a span exceeds a request") }, 1, "\(told)")
    }
  }

  /// Few bytes on the wire, and more than the limit once they are expanded. The receiver has kept what we cannot know of.
  func test_X12_X28_answerThatGrowsWhenItIsExpanded_isFinal() throws {
    try withReceiver(answering: "large 5000000", unheardOf: ItemCounts(spans: 1)) { telemetry in
      for name in ["answered at length", "answered in short"] { send(name, with: telemetry) }
    } compare: { books, ledger, told in
      XCTAssertEqual(books.spans, ["answered at length", "answered in short"])
      XCTAssertEqual(books.calls, ["metrics": 0, "traces": 2, "logs": 0])
      XCTAssertEqual(
        ledger.dropped, [DropReason(rawValue: "resource_exhausted"): ItemCounts(spans: 1)])
      XCTAssertEqual(told.count { $0.contains("larger than max") }, 1, "\(told)")
    }
  }

  // MARK: What they share

  /// So many points, spans and records.
  private func record(_ count: Int, with telemetry: SessionTelemetry) {
    let counter = telemetry.meter.counter("c")
    for index in 0..<count {
      counter.add(1, ["series": .int(Int64(index))])
      telemetry.tracer.startSpan("span\(index)").end()
      telemetry.logger.emit("record\(index)")
    }
  }

  /// A request of its own.
  private func send(_ name: String, with telemetry: SessionTelemetry) {
    telemetry.tracer.startSpan(name).end()
    XCTAssertTrue(telemetry.flush(), name)
  }

  /// Records with `body`, shuts down, and hands over the books of both sides, which agree but for what the receiver kept and
  /// could not say so.
  private func withReceiver(
    answering answers: String = "",
    requestLimit: Int = 64 << 20,
    unheardOf: ItemCounts = ItemCounts(),
    _ body: (SessionTelemetry) throws -> Void,
    compare: (Books, Ledger, [String]) throws -> Void
  ) throws {
    try withFolder { folder in
      let receiver = try IndependentReceiver(in: folder, answering: answers, requestLimit: requestLimit)
      let told = Told()
      var settings = TelemetrySettings()
      settings.endpoint = try CollectorEndpoint(receiver.endpoint)
      settings.logsEnabled = true
      let telemetry = try SessionTelemetry(settings, diagnostics: told.diagnostics)
      try body(telemetry)
      let ledger = telemetry.shutdown()
      let books = try Books(receiver.stop())

      XCTAssertTrue(ledger.addsUp, "\(ledger)")
      XCTAssertEqual(books.kept, ledger.exported + unheardOf)
      XCTAssertEqual(books.rejected, ledger.rejected)
      try compare(books, ledger, told.all)
    }
  }
}

extension IndependentAnswersTests.Books {
  fileprivate init(_ arrived: [String: Any]) throws {
    XCTAssertEqual(arrived["problems"] as? [String], [])
    calls = try XCTUnwrap(arrived["requests"] as? [String: Int])
    kept = try ItemCounts(arrived["kept"])
    rejected = try ItemCounts(arrived["rejected"])
    refused = try ItemCounts(arrived["refused"])
    spans = try XCTUnwrap(arrived["spans"] as? [[String: Any]]).compactMap { $0["name"] as? String }
    userAgents = try XCTUnwrap(arrived["user_agents"] as? [String])
  }
}

extension ItemCounts {
  fileprivate init(_ json: Any?) throws {
    let counts = try XCTUnwrap(json as? [String: UInt64])
    self.init(
      dataPoints: try XCTUnwrap(counts["data_points"]), spans: try XCTUnwrap(counts["spans"]),
      logRecords: try XCTUnwrap(counts["log_records"]))
  }
}
