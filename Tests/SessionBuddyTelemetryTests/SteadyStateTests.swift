import Foundation
import SessionBuddyTelemetry
import TelemetryTesting
import TestSupport
import XCTest

/// What a process has more of for having exported a lot, and for having begun and ended often: nothing.
final class SteadyStateTests: XCTestCase {
  func test_FS16_manyExports_takeNeitherThreadsNorFiles() throws {
    let collector = try FakeCollector(keeping: 0)
    defer { collector.stop() }
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    settings.batchSize = 1
    let telemetry = try SessionTelemetry(settings, diagnostics: Diagnostics { _ in })
    func export(_ count: Int) {
      for _ in 0..<count { telemetry.tracer.withSpan("s") { _ in } }
      XCTAssertTrue(telemetry.flush(within: .seconds(60)))
    }
    export(500)
    let (threads, files) = (try Self.threads(), OpenFiles.count)
    for _ in 0..<19 { export(500) }

    try eventually("\(threads) threads") { try Self.threads() <= threads }
    try eventually("\(files) files") { OpenFiles.count <= files }
    let ledger = telemetry.shutdown()
    XCTAssertEqual(ledger.exported.spans, 10_000)
    try collector.expect(conserved: ledger)
  }

  func test_FS16_fiftyLives_leaveNeitherThreadsNorFiles() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    var exported = ItemCounts()
    func live() throws {
      let telemetry = try SessionTelemetry(settings, diagnostics: Diagnostics { _ in })
      telemetry.tracer.withSpan("s") { _ in }
      let ledger = telemetry.shutdown()
      XCTAssertTrue(ledger.addsUp, "\(ledger)")
      XCTAssertEqual(ledger.exported.spans, 1)
      exported = exported + ledger.exported
    }
    try live()
    let (threads, files) = (try Self.threads(), OpenFiles.count)
    for _ in 0..<50 { try live() }

    try eventually("\(threads) threads") { try Self.threads() <= threads }
    try eventually("\(files) files") { OpenFiles.count <= files }
    XCTAssertEqual(collector.totals.spans, 51)
    XCTAssertEqual(collector.totals, exported)
  }

  private static func threads() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
  }

  /// Threads and connections end a moment after they were told to.
  private func eventually(_ what: String, _ condition: () throws -> Bool) throws {
    let end = ContinuousClock.now + .seconds(30)
    while try !condition(), ContinuousClock.now < end { sched_yield() }
    XCTAssertTrue(try condition(), what)
  }
}
