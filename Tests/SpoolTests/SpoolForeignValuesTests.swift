import Spool
import SpoolProcess
import XCTest

/// Values that no spool writes, in a file that SQLite reads without complaint.
final class SpoolForeignValuesTests: XCTestCase {
  private let columns = [
    "turn", "signal", "destination", "items", "cost", "stored_at", "stored_by", "checksum", "bytes",
  ]

  func test_FS26_foreignValues_neverStopTheProgram_norWhatComesAfter() throws {
    for column in columns {
      for value in ["'x'", "x'00'", "-1", "9223372036854775807", "-9223372036854775808", "1e300"] {
        try withSpoolDirectory { path in
          let spool = try Spool.open(at: path)
          for number in 1...3 { _ = try spool.store(.numbered(number)) }
          try spoil("\(column) = \(value)", ofRequest: 2, path)
          useAll(of: spool)
          // What it cannot live with makes it look at the whole file.
          let next = try Spool.open(at: path)
          useAll(of: next)
          _ = try next.store(.numbered(7))
          XCTAssertEqual(
            try next.claim(.traces, for: "collector", atMost: .max).requests.last?.request, .numbered(7),
            "\(column) = \(value)")
        }
      }
    }
  }

  /// Every call, whatever comes of it.
  private func useAll(of spool: Spool) {
    _ = try? spool.counts()
    _ = try? spool.store(.numbered(4))
    while let claim = try? spool.claim(.traces, for: "collector", atMost: 0), let first = claim.requests.first
    {
      if first.request.itemCount == 3 {
        _ = try? spool.replace(first.id, with: [.numbered(5), .numbered(6)])
      }
      _ = try? spool.giveBack([first.id])
      guard let again = try? spool.claim(.traces, for: "collector", atMost: 0).requests.first else { return }
      guard (try? spool.confirm([again.id])) == 1 else { return }
    }
  }
}
