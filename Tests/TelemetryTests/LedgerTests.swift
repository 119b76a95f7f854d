import Telemetry
import XCTest

final class LedgerTests: XCTestCase {
  func test_everyBooking_addsUp() {
    let book = LedgerBook()
    book.accept(10, of: .metrics)
    book.accept(5, of: .traces)
    book.settle(4, rejected: 1, of: .metrics)
    book.drop(2, of: .metrics, because: .shutdown)
    book.refuse(3, of: .traces, because: .queueFull)

    let ledger = book.snapshot
    XCTAssertTrue(ledger.addsUp)
    XCTAssertEqual(ledger.exported, ItemCounts(dataPoints: 3))
    XCTAssertEqual(ledger.rejected, ItemCounts(dataPoints: 1))
    XCTAssertEqual(ledger.dropped, [.shutdown: ItemCounts(dataPoints: 2), .queueFull: ItemCounts(spans: 3)])
    XCTAssertEqual(ledger.queued, ItemCounts(dataPoints: 4, spans: 5))
    XCTAssertEqual(
      ledger.description,
      """
      exported: 3 data points
      rejected by the collector: 1 data points
      dropped (queue_full): 3 spans
      dropped (shutdown): 2 data points
      queued: 4 data points, 5 spans
      """
    )
  }

  func test_rejectedBeyondTheRequest_isClamped() {
    let book = LedgerBook()
    book.accept(2, of: .logs)
    book.settle(2, rejected: 99, of: .logs)

    XCTAssertTrue(book.snapshot.addsUp)
    XCTAssertEqual(book.snapshot.rejected.logRecords, 2)
  }
}
