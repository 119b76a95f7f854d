import Foundation
import SessionBuddySources
import XCTest

final class SourceFileTests: XCTestCase {
  func test_kind_followsTheFirstBytesAndNotTheName() throws {
    try withTemporaryDirectory { directory in
      let database = directory.appendingPathComponent("really.jsonl")
      _ = try makeActivityDatabase(at: database)
      XCTAssertEqual(try SourceFile(path: database.path), .sqlite(writeAheadLog: false))
      let text = directory.appendingPathComponent("really.db")
      try Data("SQLite format 3".utf8).write(to: text)
      XCTAssertEqual(try SourceFile(path: text.path), .text)
      XCTAssertEqual(
        sourceError { _ = try SourceFile(path: directory.path + "/nothing") }?.reason,
        .missing
      )
    }
  }

  func test_pipe_isTextAndNotTouched() throws {
    XCTAssertEqual(try SourceFile(path: "/dev/null"), .text)
  }
}
