import Foundation
import Telemetry
import XCTest

/// What the default handler of diagnostics does with a standard error that nobody reads.
final class StandardErrorTests: XCTestCase {
  func test_G13_fullPipe_holdsUpNobody() throws {
    let pipe = Pipe()
    let end = pipe.fileHandleForWriting.fileDescriptor
    let flags = fcntl(end, F_GETFL)
    XCTAssertEqual(fcntl(end, F_SETFL, flags | O_NONBLOCK), 0)
    while unsafe write(end, "x", 1) == 1 {}
    XCTAssertEqual(fcntl(end, F_SETFL, flags), 0)

    let isBack = DispatchSemaphore(value: 0)
    let before = dup(STDERR_FILENO)
    dup2(end, STDERR_FILENO)
    Thread.detachNewThread {
      Diagnostics.writeToStandardError(Diagnostic(.warning, "nobody reads this"))
      isBack.signal()
    }
    let outcome = isBack.wait(timeout: .now() + 10)
    dup2(before, STDERR_FILENO)
    close(before)
    XCTAssertEqual(outcome, .success)
  }

  func test_G13_line_isWrittenWhole_andCutToWhatAPipeTakes() throws {
    let pipe = Pipe()
    let before = dup(STDERR_FILENO)
    dup2(pipe.fileHandleForWriting.fileDescriptor, STDERR_FILENO)
    Diagnostics.writeToStandardError(Diagnostic(.error, "first\nsecond"))
    Diagnostics.writeToStandardError(Diagnostic(.info, String(repeating: "x", count: 10_000)))
    dup2(before, STDERR_FILENO)
    close(before)
    try pipe.fileHandleForWriting.close()
    let lines = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).split(
      separator: "\n")

    XCTAssertEqual(lines.first, #"session-buddy-telemetry: error: first\nsecond"#)
    XCTAssertEqual(lines.map(\.utf8.count).last, 4_095)
    XCTAssertEqual(lines.count, 2)
  }
}
