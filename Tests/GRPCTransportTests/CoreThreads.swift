import Foundation
import XCTest

/// The threads that the core has started in this process and that have not ended.
enum CoreThreads {
  /// Waits until all of them are gone, or fails after a minute.
  ///
  /// The core ends later than the last channel: a connection that failed keeps it until the pause before the next
  /// attempt is over.
  static func waitForTheirEnd(file: StaticString = #filePath, line: UInt = #line) throws {
    #if os(Linux)
      let deadline = ContinuousClock.now + .seconds(60)
      while try !names().isEmpty, ContinuousClock.now < deadline { sched_yield() }
      XCTAssertEqual(try names(), [], file: file, line: line)
    #endif
  }

  #if os(Linux)
    /// The name of each.
    static func names() throws -> [String] {
      let known = ["default-executo", "resolver-execut", "grpc_", "event_engine", "timer_manager"]
      return try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
        .compactMap { try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8) }
        .filter { thread in known.contains { thread.hasPrefix($0) } }
    }
  #endif
}
