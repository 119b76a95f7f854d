import Foundation
import XCTest

/// A program that never ends, or never says what is expected of it, fails its test instead of stopping all.
final class RunningToolTests: XCTestCase {
  func test_programThatHangs_isEndedAndItsTestFails() throws {
    try withTool { tool in
      let silent = try RunningTool(["bash", "-c", "echo here >&2; sleep 600; true"], in: tool.folder, [:])
      XCTAssertEqual(try silent.waitForErrorLine("he"), "re")
      XCTAssertThrowsError(try silent.waitForErrorLine("there", within: .milliseconds(50)))
      let outcome = try silent.outcome()

      XCTAssertEqual(outcome.exitCode, SIGKILL)
      XCTAssertThrowsError(
        try RunningTool(["sleep", "600"], in: tool.folder, [:]).outcome(within: .milliseconds(50)))
    }
  }
}
