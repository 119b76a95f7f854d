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
      var running = try names()
      while running != [], ContinuousClock.now < deadline {
        sched_yield()
        running = try names()
      }
      XCTAssertEqual(running, [], file: file, line: line)
    #endif
  }

  #if os(Linux)
    /// The name of each.
    static func names() throws -> [String] {
      while true {
        let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
        let names = threads.compactMap {
          try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)
        }
        // A thread that ended in between may have started another, which came too late for the list.
        if names.count == threads.count { return names.filter(isOfTheCore) }
      }
    }

    private static func isOfTheCore(_ name: String) -> Bool {
      ["default-executo", "resolver-execut", "grpc_", "event_engine", "timer_manager"]
        .contains { name.hasPrefix($0) }
    }
  #endif
}
