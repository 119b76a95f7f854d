import Foundation
import OTLPExporter
import Telemetry
import TelemetryTesting
import XCTest

/// Runs `body` with an exporter to `collector` that has a spool in `directory`.
func spooling(
  _ collector: FakeCollector,
  _ directory: String,
  _ change: (inout OTLPExporterOptions) -> Void = { _ in },
  _ body: (Rig) throws -> Ledger
) rethrows -> Ledger {
  let rig = Rig(
    collector,
    options: { options in
      options.spoolDirectory = directory
      change(&options)
    })
  return try body(rig)
}

/// Gives `body` a path at which a spool may be made, and removes all that is there afterwards.
func withSpoolDirectory(_ body: (String) throws -> Void) throws {
  let directory = FileManager.default.temporaryDirectory.appending(path: "spooling-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: directory) }
  try body(directory.path)
}

/// Waits until `condition` holds, or fails after half a minute.
func eventually(
  file: StaticString = #filePath,
  line: UInt = #line,
  _ condition: () -> Bool
) {
  let clock = SystemClock()
  let deadline = clock.instant.advanced(by: .seconds(30))
  let never = Signal()
  while !condition() {
    guard clock.instant < deadline else {
      return XCTFail("waited for half a minute", file: file, line: line)
    }
    clock.wait(for: never, until: clock.instant.advanced(by: .milliseconds(2)))
  }
}
