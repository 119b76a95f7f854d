import Foundation
import OTLPReceiver
import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

final class SpoolSettingsTests: XCTestCase {
  func test_FS15_FS26_runWithoutCollector_leavesItsSpansToTheNextRun() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "spool-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let collector = try FakeCollector(running: false)
    defer { collector.stop() }
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    settings.metricsEnabled = false
    settings.shutdownTimeout = .milliseconds(100)
    settings.spoolDirectory = folder.path

    let first = try SessionTelemetry(settings)
    for _ in 0..<3 { first.tracer.startSpan("s").end() }
    let ledger = first.shutdown()
    XCTAssertEqual(ledger.spooled.spans, 3, "\(ledger)")
    XCTAssertTrue(ledger.addsUp)

    try collector.start()
    let second = try SessionTelemetry(settings)
    XCTAssertTrue(collector.wait { $0.spans.count == 3 })
    XCTAssertEqual(second.shutdown().exported.spans, 3)
  }

  func test_FS26_budgetAndAge_takeEffect() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "spool-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let collector = try FakeCollector(running: false)
    defer { collector.stop() }
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    settings.metricsEnabled = false
    settings.shutdownTimeout = .milliseconds(50)
    settings.spoolDirectory = folder.path
    // Less than any request, so that none is stored.
    settings.spoolMaxBytes = 100
    let small = try SessionTelemetry(settings)
    small.tracer.startSpan("s").end()
    XCTAssertEqual(small.shutdown().dropped, [.shutdown: ItemCounts(spans: 1)])

    settings.spoolMaxBytes = 1_048_576
    let storing = try SessionTelemetry(settings)
    storing.tracer.startSpan("s").end()
    XCTAssertEqual(storing.shutdown().spooled.spans, 1)

    // Older than that is everything.
    settings.spoolMaxAge = .zero
    let impatient = try SessionTelemetry(settings)
    impatient.tracer.startSpan("s").end()
    let ledger = impatient.shutdown()
    XCTAssertEqual(ledger.dropped, [.spoolExpired: ItemCounts(spans: 1)], "\(ledger)")
    XCTAssertEqual(ledger.spooled.spans, 1)
    XCTAssertTrue(ledger.addsUp)
  }
}
