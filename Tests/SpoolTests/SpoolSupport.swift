import Foundation
import Spool
import SpoolProcess
import Synchronization
import TestSupport
import XCTest

/// Gives `body` a path at which a spool may be made, and removes all that is there afterwards.
func withSpoolDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  let directory = FileManager.default.temporaryDirectory.appending(path: "spool-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: directory) }
  return try body(directory.path)
}

/// A time of day that a test sets.
final class SetTime: Sendable {
  private let nanoseconds = Mutex<UInt64>(1_800_000_000_000_000_000)

  func pass(_ duration: Duration) {
    nanoseconds.withLock { $0 += UInt64(duration / .nanoseconds(1)) }
  }

  var clock: @Sendable () -> UInt64 {
    { self.nanoseconds.withLock { $0 } }
  }
}

/// Makes an `assignment` to a row of the file at `path`, as a disk may.
func spoil(_ assignment: String, ofRequest id: Int, _ path: String) throws {
  try SpoolFile(path).spoil("request", "UPDATE request SET \(assignment) WHERE id = \(id)")
}

/// The error `body` throws, already typed, or a failure at the caller's line.
func spoolError(
  file: StaticString = #filePath,
  line: UInt = #line,
  _ body: () throws(SpoolError) -> Void
) -> SpoolError? {
  do throws(SpoolError) {
    try body()
  } catch {
    return error
  }
  XCTFail("expected an error", file: file, line: line)
  return nil
}

extension Spool {
  /// Claims everything of the numbered requests and confirms it; the numbers in the order they came.
  func drainNumbers(for destination: String = "collector") throws -> [Int] {
    let claim = try claim(.traces, for: destination, atMost: .max)
    XCTAssertEqual(try confirm(claim.requests.map(\.id)), claim.requests.count)
    for request in claim.requests.map(\.request) {
      XCTAssertEqual(
        request, .numbered(request.itemCount, size: request.bytes.count, for: destination))
    }
    return claim.requests.map(\.request.itemCount)
  }
}

/// A `SpoolProcess` that runs beside the test.
final class OtherProcess {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var unread = Data()

  init(_ directory: String, _ arguments: String...) throws {
    #if os(macOS)
      let products = Bundle(for: OtherProcess.self).bundleURL.deletingLastPathComponent()
    #else
      let products = Bundle.main.bundleURL
    #endif
    process.executableURL = products.appending(path: "SpoolProcess")
    process.arguments = [directory] + arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  deinit {
    if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
  }

  /// The next line it says; nil at the end.
  func line() -> String? {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        defer { unread = Data(unread[unread.index(after: end)...]) }
        return String(decoding: unread[..<end], as: UTF8.self)
      }
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { return nil }
      unread += more
    }
  }

  /// Everything it still says until its end.
  func lines() -> [String] {
    var lines: [String] = []
    while let line = line() { lines.append(line) }
    process.waitUntilExit()
    return lines
  }

  /// Ends its input, which is what it waits for.
  func goOn() throws {
    try input.fileHandleForWriting.close()
  }

  /// `kill -9`; returns what it had said before and nobody had read.
  func killed() -> [String] {
    Foundation.kill(process.processIdentifier, SIGKILL)
    return lines()
  }

  /// How it ended.
  var status: Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }
}
