import OTLPReceiver
import SessionBuddyTelemetry
import Synchronization
import TelemetryTesting
import XCTest

/// Runs `body` with telemetry that exports to a fake collector; at the end the books add up.
func withTelemetry(
  _ change: (inout TelemetrySettings) throws -> Void = { _ in },
  clock: any TelemetryClock = SystemClock(),
  diagnostics: Diagnostics = Diagnostics { _ in },
  file: StaticString = #filePath,
  line: UInt = #line,
  _ body: (SessionTelemetry, FakeCollector) throws -> Void
) throws {
  let collector = try FakeCollector()
  defer { collector.stop() }
  var settings = TelemetrySettings()
  settings.endpoint = try CollectorEndpoint(collector.endpoint)
  try change(&settings)
  let telemetry = try SessionTelemetry(settings, diagnostics: diagnostics, clock: clock)
  try body(telemetry, collector)
  let ledger = telemetry.shutdown()
  XCTAssertTrue(ledger.addsUp, "\(ledger)", file: file, line: line)
}

/// Everything a program was told, from any thread.
final class Told: Sendable {
  private let messages = Mutex<[String]>([])

  var all: [String] { messages.withLock { $0 } }
  var diagnostics: Diagnostics { Diagnostics { self.add($0.message) } }

  private func add(_ message: String) {
    messages.withLock { $0.append(message) }
  }
}

/// The threads of this process that are called as the library calls its own.
func workerThreads() throws -> Set<String> {
  let all = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
  return Set(all.filter { threadName($0) == "otel-worker" })
}

/// The name of a thread, nil once it has ended. A new thread is called like the one that started it at first.
func threadName(_ thread: String, of process: String = "self") -> String? {
  let text = try? String(contentsOfFile: "/proc/\(process)/task/\(thread)/comm", encoding: .utf8)
  return text?.trimmingCharacters(in: .newlines)
}

/// Runs `body` with a new folder that is removed afterwards.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "telemetry-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
