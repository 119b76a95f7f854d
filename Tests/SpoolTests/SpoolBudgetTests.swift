import Spool
import SpoolProcess
import XCTest

final class SpoolBudgetTests: XCTestCase {
  private let cost = 1_000 + SpoolRequest.overhead

  private func options(room: Int) -> SpoolOptions {
    var options = SpoolOptions()
    options.maximumBytes = room * cost
    return options
  }

  private func loss(_ reason: SpoolLoss.Reason, own: Bool = true, requests: Int, items: Int) -> SpoolLoss {
    SpoolLoss(reason, .traces, isOwn: own, requests: requests, items: items)
  }

  func test_FS26_fullSpool_givesUpTheOldest_exactly() throws {
    try withSpoolDirectory { path in
      let spool = try Spool.open(at: path, options: options(room: 3))
      for number in 1...3 { XCTAssertEqual(try spool.store(.numbered(number)), []) }

      XCTAssertEqual(try spool.store(.numbered(4)), [loss(.evicted, requests: 1, items: 1)])
      // One byte more than what one request makes room for costs two.
      XCTAssertEqual(try spool.store(.numbered(5, size: 1_001)), [loss(.evicted, requests: 2, items: 5)])
      XCTAssertEqual(
        try spool.counts(), [.traces: SpoolCounts(requests: 2, items: 9, bytes: 2_001)])
      XCTAssertEqual(try spool.drainNumbers(), [4, 5])
    }
  }

  func test_FS26_requestLargerThanTheBudget_costsNoOther() throws {
    try withSpoolDirectory { path in
      let spool = try Spool.open(at: path, options: options(room: 1))
      _ = try spool.store(.numbered(1))
      let error = spoolError { () throws(SpoolError) in _ = try spool.store(.numbered(2, size: 1_001)) }

      XCTAssertEqual(error?.reason, .tooLarge(cost: cost + 1, maximum: cost))
      XCTAssertEqual(try spool.drainNumbers(), [1])
    }
  }

  func test_FS26_whatIsBeingSent_isNotGivenUp() throws {
    try withSpoolDirectory { path in
      let spool = try Spool.open(at: path, options: options(room: 2))
      for number in 1...2 { _ = try spool.store(.numbered(number)) }
      let ids = try spool.claim(.traces, for: "collector", atMost: .max).requests.map(\.id)
      let error = spoolError { () throws(SpoolError) in _ = try spool.store(.numbered(3)) }

      XCTAssertEqual(error?.reason, .allClaimed)
      XCTAssertEqual(try spool.confirm(ids), 2)
      XCTAssertEqual(try spool.store(.numbered(3)), [])
      XCTAssertEqual(try spool.drainNumbers(), [3])
    }
  }

  func test_FS26_requestsOverTheAge_areGivenUp_toTheNanosecond() throws {
    try withSpoolDirectory { path in
      let time = SetTime()
      var options = SpoolOptions()
      options.maximumAge = .seconds(60)
      let spool = try Spool.open(at: path, options: options, clock: time.clock)
      for number in 1...2 { _ = try spool.store(.numbered(number)) }
      time.pass(.seconds(30))
      _ = try spool.store(.numbered(3))
      time.pass(.seconds(30))
      let claim = try spool.claim(.traces, for: "collector", atMost: .max)
      XCTAssertEqual(claim.requests.map(\.request.itemCount), [1, 2, 3])
      XCTAssertEqual(claim.losses, [])
      try spool.giveBack(claim.requests.map(\.id))

      time.pass(.nanoseconds(1))
      let late = try spool.claim(.traces, for: "collector", atMost: .max)
      XCTAssertEqual(late.requests.map(\.request.itemCount), [3])
      XCTAssertEqual(late.losses, [loss(.expired, requests: 2, items: 3)])
    }
  }

  func test_FS26_losses_tellWhoseTheyWere() throws {
    try withSpoolDirectory { path in
      do {
        let former = try Spool.open(at: path, options: options(room: 3))
        for number in 1...2 { _ = try former.store(.numbered(number)) }
      }
      let spool = try Spool.open(at: path, options: options(room: 3))
      _ = try spool.store(.numbered(3))
      _ = try spool.store(.numbered(4))
      XCTAssertEqual(
        try spool.store(.numbered(5, size: 2_000)),
        [loss(.evicted, own: false, requests: 1, items: 2), loss(.evicted, requests: 1, items: 3)]
      )
    }
  }
}
