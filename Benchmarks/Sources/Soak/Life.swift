import Foundation
import SessionBuddyTelemetry

/// One life of the collector: from its start to its SIGKILL.
final class Life {
  let fault: Fault
  let startedAt: UInt64
  private(set) var endedAt: UInt64 = 0
  private let process = Process()
  private let file: String

  /// `seconds` is how long the fault lasts, from the first request on.
  init(port: Int, file: String, fault: Fault = .none, seconds: Double = 0) throws {
    self.file = file
    self.fault = fault
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
    process.arguments = [
      "receive", "--port", "\(port)", "--file", file, "--fault", fault.rawValue, "--seconds", "\(seconds)",
    ]
    startedAt = SystemClock().now.nanosecondsSinceEpoch
    try process.run()
  }

  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    endedAt = SystemClock().now.nanosecondsSinceEpoch
  }

  /// What it noted; a note that its end cut short does not count.
  func notes() -> [Note] {
    guard let data = FileManager.default.contents(atPath: file) else { return [] }
    return data.withUnsafeBytes { bytes in
      (0..<bytes.count / MemoryLayout<Note>.stride).map {
        bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Note>.stride, as: Note.self)
      }
    }
  }
}
