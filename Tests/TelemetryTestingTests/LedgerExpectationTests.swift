import OTLPReceiver
import Telemetry
import TelemetryTesting
import XCTest

final class LedgerExpectationTests: XCTestCase {
  func test_ledgerThatAgreesWithTheCollector_isConserved() throws {
    try withFakeCollector(answering: .partialSuccess(rejected: 1, message: "old")) { collector in
      _ = try Client(collector).export(Sample.request(Sample.log("a"), Sample.log("b"), Sample.log("c")))
      let book = LedgerBook()
      book.accept(7, of: .logs)
      book.settle(3, rejected: 1, of: .logs)
      book.drop(1, of: .logs, because: .queueFull)
      book.spool(2, of: .logs)

      try collector.expect(conserved: book.snapshot, recorded: ItemCounts(logRecords: 7))
    }
  }

  func test_requestsThatWereNotKept_areCountedAllTheSame() throws {
    let collector = try FakeCollector(
      answering: .ok, .partialSuccess(rejected: 1, message: "old"), .status(.internal), keeping: 1)
    defer { collector.stop() }
    let client = Client(collector)
    for _ in 0..<4 { _ = try client.export(Sample.request(Sample.log("a"), Sample.log("b"))) }
    let book = LedgerBook()
    book.accept(8, of: .logs)
    book.settle(2, rejected: 0, of: .logs)
    book.settle(2, rejected: 1, of: .logs)
    book.settle(2, rejected: 0, of: .logs)
    book.fail(2, of: .logs, because: DropReason(rawValue: "internal"))

    XCTAssertEqual(collector.exchanges.count, 1)
    XCTAssertEqual(collector.totals, ItemCounts(logRecords: 5))
    XCTAssertEqual(collector.rejected, ItemCounts(logRecords: 1))
    try collector.expect(conserved: book.snapshot, recorded: ItemCounts(logRecords: 8))
  }

  func test_ledgerThatDisagrees_isShownAsATable() throws {
    try withFakeCollector { collector in
      _ = try Client(collector).export(Sample.request(Sample.log("a")))
      let book = LedgerBook()
      book.accept(1_200, of: .traces)
      book.settle(1_000, rejected: 10, of: .traces)
      book.drop(50, of: .traces, because: .retriesExhausted)
      book.accept(1, of: .logs)

      XCTAssertThrowsError(
        try collector.expect(conserved: book.snapshot, recorded: ItemCounts(spans: 1_201, logRecords: 1))
      ) { error in
        XCTAssertEqual(
          "\(error)",
          """
          the ledger does not add up
            spans: recorded 1201, but accepted 1200
            spans: exported 990, but the collector took 0
            spans: rejected 10, but the collector rejected 0
            log records: exported 0, but the collector took 1
                                         data points  spans  log records
          recorded                                 0   1201            1
          accepted                                 0   1200            1
          = exported                               0    990            0
          + rejected                               0     10            0
          + dropped (retries_exhausted)            0     50            0
          + queued                                 0    150            1
          + spooled                                0      0            0
          collector took                           0      0            1
          collector rejected                       0      0            0
          """
        )
      }
    }
  }

  func test_itemsThatTheTestDidNotRecord_areAContradiction() throws {
    try withFakeCollector { collector in
      let book = LedgerBook()
      book.refuse(2, of: .metrics, because: .tooLarge)

      try collector.expect(conserved: book.snapshot)
      XCTAssertThrowsError(
        try collector.expect(conserved: book.snapshot, recorded: ItemCounts(dataPoints: 1)))
    }
  }
}
