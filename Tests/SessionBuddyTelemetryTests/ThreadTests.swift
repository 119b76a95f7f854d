import Foundation
import XCTest

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

#if os(Linux)
  /// The threads of a process that exports, seen from outside: this one may have the core's threads already.
  final class ThreadTests: XCTestCase {
    func test_FS16_threadsOfAPush_areOneOfOursAndThoseOfTheCore() throws {
      try withFolder { folder in
        let sessions = folder.appending(path: "sessions.jsonl")
        try Self.sessions(2_000).write(to: sessions, atomically: true, encoding: .utf8)
        let collector = try Program("collect", "--listen", "127.0.0.1:0", "--quiet", in: folder)
        defer { collector.end() }
        let address = try XCTUnwrap(collector.errorLine().split(separator: " ").last)

        // A collector that answers, and a port where nobody listens: connecting again and again takes more threads.
        for (endpoint, exitCode) in [("http://\(address)", 0), ("http://127.0.0.1:1", 1)] {
          let push = try Program(
            "push", "--json", "--endpoint", endpoint, "--timeout", "3", "--sessions", sessions.path,
            in: folder)
          let seen = push.threadsUntilItEnds()

          XCTAssertEqual(push.exitCode, Int32(exitCode), endpoint)
          XCTAssertGreaterThan(seen.most, 2, "the core started no thread: \(seen)")
          XCTAssertLessThanOrEqual(seen.most, 1 + 1 + Self.mostCoreThreads, "\(endpoint): \(seen)")
          XCTAssertEqual(seen.names.values.filter { $0 == "otel-worker" }.count, 1, "\(endpoint): \(seen)")
        }
      }
    }

    /// What libgrpc 1.51 starts: a pool with a thread for each core, from 2 to 32, two executors, two timers, their
    /// manager, one that joins the pool while it is full, and now and then one more timer. With ours, that is ten more
    /// than the program had on up to two cores.
    private static var mostCoreThreads: Int {
      min(max(sysconf(CInt(_SC_NPROCESSORS_CONF)), 2), 32) + 7
    }

    private static func sessions(_ count: Int) -> String {
      (0..<count).map { index in
        #"{"session_id":"s\#(index)","project_path":"/p\#(index % 50)","started_at":"2026-11-22T10:00:00+00:00"}"#
          + "\n"
      }.joined()
    }
  }

  /// The built command line tool in a process of its own.
  private final class Program {
    /// The most threads at once, and the last name of each thread.
    struct Seen {
      var most = 0
      var names: [String: String] = [:]
    }

    private let process = Process()
    private let errors = Pipe()

    init(_ arguments: String..., in folder: URL) throws {
      process.executableURL = Bundle.main.bundleURL.appending(path: "session-buddy-telemetry")
      process.arguments = arguments
      process.currentDirectoryURL = folder
      process.environment = ["HOME": folder.path]
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = errors
      try process.run()
    }

    var exitCode: Int32 { process.terminationStatus }

    /// The first line of standard error.
    func errorLine() -> String {
      var line = Data()
      while !line.contains(UInt8(ascii: "\n")) {
        let more = errors.fileHandleForReading.availableData
        guard !more.isEmpty else { break }
        line += more
      }
      return String(decoding: line, as: UTF8.self).components(separatedBy: "\n")[0]
    }

    /// Looks at the threads again and again until the process has ended.
    func threadsUntilItEnds() -> Seen {
      var seen = Seen()
      let id = "\(process.processIdentifier)"
      while process.isRunning {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/task")) ?? []
        seen.most = max(seen.most, threads.count)
        for thread in threads { seen.names[thread] = threadName(thread, of: id) ?? seen.names[thread] }
      }
      process.waitUntilExit()
      return seen
    }

    func end() {
      process.terminate()
      process.waitUntilExit()
    }
  }
#endif
