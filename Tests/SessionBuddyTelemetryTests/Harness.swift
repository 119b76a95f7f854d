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

/// How many threads this process has.
func threadCount() throws -> Int {
  try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
}

/// Runs `body` with a new folder that is removed afterwards.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "telemetry-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
