import Foundation
import SessionBuddyTelemetry
import Settings
import TelemetryTesting
import TestSupport
import XCTest

/// What becomes of the telemetry of a process that ends right after its last record, in every way a process ends.
///
/// Each process records two points, three spans and four log records; see `EndingProcess`.
final class EndingTests: XCTestCase {
  private static let all = ItemCounts(dataPoints: 2, spans: 3, logRecords: 4)

  func test_FS15_exitWithoutShutdown_leavesEverythingToTheNextStart() throws {
    try withEnd(of: "exit") { ended in
      XCTAssertEqual(ended.process.terminationReason, .exit)
      XCTAssertEqual(ended.process.terminationStatus, 0)
      XCTAssertTrue(ended.said.contains("left to the next start"), ended.said)
      XCTAssertEqual(try ended.sentByTheNextStart(Self.all), Self.all)
    }
  }

  func test_FS15_FS28_exitWithCodeThatHangs_doesNotCallIt_andLeavesTheRestToTheNextStart() throws {
    try withEnd(of: "hang") { ended in
      XCTAssertEqual(ended.process.terminationStatus, 0)
      XCTAssertFalse(ended.said.contains("called"), ended.said)
      XCTAssertEqual(try ended.sentByTheNextStart(Self.all), Self.all)
    }
  }

  func test_FS15_lettingGo_leavesEverythingToTheNextStart() throws {
    try withEnd(of: "letgo") { ended in
      XCTAssertEqual(ended.process.terminationStatus, 0)
      XCTAssertEqual(try ended.sentByTheNextStart(Self.all), Self.all)
    }
  }

  func test_FS15_watchedSignal_leavesEverythingToTheNextStart_andStillEndsTheProcess() throws {
    for signal in [SIGTERM, SIGINT] {
      try withEnd(of: "watch", by: signal) { ended in
        XCTAssertEqual(ended.process.terminationReason, .uncaughtSignal)
        XCTAssertEqual(ended.process.terminationStatus, signal)
        XCTAssertEqual(try ended.sentByTheNextStart(Self.all), Self.all)
      }
    }
  }

  func test_FS15_watchedSignal_sendsEverythingWhileTheCollectorIsThere() throws {
    try withEnd(of: "watch", by: SIGTERM, running: true) { ended in
      XCTAssertEqual(ended.process.terminationReason, .uncaughtSignal)
      XCTAssertEqual(ended.collector.totals, Self.all)
      XCTAssertEqual(try ended.sentByTheNextStart(Self.all), Self.all)
    }
  }

  func test_FS15_signalThatTheProgramIgnores_staysIgnored() throws {
    try withEnd(of: "ignore", by: SIGTERM, SIGINT) { ended in
      XCTAssertEqual(ended.process.terminationReason, .uncaughtSignal)
      XCTAssertEqual(ended.process.terminationStatus, SIGINT)
      XCTAssertEqual(try ended.sentByTheNextStart(Self.all), Self.all)
    }
  }

  func test_FS15_signalThatNobodyWatches_andKill_leaveASoundSpool() throws {
    for signal in [SIGTERM, SIGKILL] {
      try withEnd(of: "wait", by: signal) { ended in
        XCTAssertEqual(ended.process.terminationReason, .uncaughtSignal)
        XCTAssertEqual(ended.process.terminationStatus, signal)
        // Signals are the program's: nothing was done, and nothing is broken.
        XCTAssertEqual(try ended.sentByTheNextStart(ItemCounts()), ItemCounts())
      }
    }
  }

  /// The hook that stores what waits is the parent's, and so is the spool: a child that stored its copy would double it.
  func test_FS21_childThatExits_storesAndSendsNothing() throws {
    for running in [false, true] {
      try withEnd(of: "fork", running: running) { ended in
        XCTAssertEqual(ended.process.terminationStatus, 0, ended.said)
        XCTAssertEqual(ended.said.components(separatedBy: "left to the next start").count, 2, ended.said)
        XCTAssertEqual(ended.collector.totals, ItemCounts())
        XCTAssertEqual(try ended.sentByTheNextStart(Self.all), Self.all)
        XCTAssertEqual(Set(ended.collector.spans.map(\.name)), ["s"])
      }
    }
  }

  func test_FS21_childThatStartsTelemetryOfItsOwn_exportsWithAnIdOfItsOwn() throws {
    try withEnd(of: "start", running: true) { ended in
      XCTAssertEqual(ended.process.terminationStatus, 0, ended.said)
      XCTAssertEqual(ended.collector.totals, Self.all + ItemCounts(spans: 1))
      XCTAssertEqual(ended.said, "")
      XCTAssertEqual(ended.instances.count, 2, "\(ended.instances)")
    }
  }

  /// gRPC does not work in a child of a process in which it ran, so what the child records goes to its disk, and no time.
  func test_FS21_childOfAnExportingProcess_saysWhyItCannotExport_andStoresWhatItRecords() throws {
    try withEnd(of: "restart", running: true) { ended in
      XCTAssertEqual(ended.process.terminationStatus, 0, ended.said)
      // It collects its points twice, since it has flushed.
      let parent = Self.all + ItemCounts(dataPoints: 2)
      XCTAssertEqual(ended.collector.totals, parent)
      XCTAssertEqual(
        ended.said.components(separatedBy: "was forked from one that exports").count, 2, ended.said)
      let expected = parent + ItemCounts(spans: 1)
      XCTAssertEqual(try ended.sentByTheNextStart(expected, fromSpool: "-2"), expected)
      XCTAssertEqual(ended.instances.count, 2, "\(ended.instances)")
    }
  }

  func test_FS21_childThatExecutesAnotherProgram_isAProcessOfItsOwn() throws {
    try withEnd(of: "execute", running: true) { ended in
      XCTAssertEqual(ended.process.terminationStatus, 0, ended.said)
      XCTAssertEqual(ended.collector.totals, Self.all + Self.all)
      XCTAssertEqual(ended.said, "")
      XCTAssertEqual(ended.instances.count, 2, "\(ended.instances)")
    }
  }

  private struct Ended {
    let process: Process
    /// What it wrote to standard error.
    let said: String
    let collector: FakeCollector
    let settings: TelemetrySettings

    /// The ids of the processes that recorded what the collector has.
    var instances: Set<AttributeValue?> {
      let resources = collector.spans.map(\.resource) + collector.metrics.map(\.resource)
      return Set(resources.map { $0.attributes["service.instance.id"] })
    }

    /// What the collector has after the next start, which adds nothing of its own, once `expected` has arrived.
    func sentByTheNextStart(_ expected: ItemCounts, fromSpool suffix: String = "") throws -> ItemCounts {
      var settings = settings
      settings.spoolDirectory = settings.spoolDirectory.map { $0 + suffix }
      try collector.start()
      let next = try SessionTelemetry(settings)
      XCTAssertTrue(collector.wait { $0.totals == expected }, "\(collector.totals)")
      let ledger = next.shutdown()
      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(ledger.spooled, ItemCounts())
      return collector.totals
    }
  }

  /// Runs a process against a collector that is not running unless told, sends it `signals` in turn once it waits, and lends
  /// what is left of it.
  private func withEnd(
    of way: String,
    by signals: CInt...,
    running: Bool = false,
    _ body: (Ended) throws -> Void
  ) throws {
    try withFolder { folder in
      let collector = try FakeCollector(running: running)
      defer { collector.stop() }
      var settings = TelemetrySettings()
      settings.endpoint = try CollectorEndpoint(collector.endpoint)
      settings.metricsEnabled = false
      settings.spoolDirectory = folder.appending(path: "spool").path
      let process = Process()
      process.executableURL = Self.products.appending(path: "EndingProcess")
      process.arguments = [collector.endpoint, folder.appending(path: "spool").path, way]
      let (output, errors) = (Pipe(), Pipe())
      process.standardOutput = output
      process.standardError = errors
      try process.run()
      var said = Data()
      if !signals.isEmpty {
        while !String(decoding: said, as: UTF8.self).contains("waiting") {
          let more = errors.fileHandleForReading.availableData
          if more.isEmpty { break }
          said += more
        }
        for signal in signals { kill(process.processIdentifier, signal) }
      }
      said += errors.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      XCTAssertEqual(output.fileHandleForReading.readDataToEndOfFile(), Data())
      let words = String(decoding: said, as: UTF8.self)
      try body(Ended(process: process, said: words, collector: collector, settings: settings))
    }
  }

  private static var products: URL {
    #if os(macOS)
      Bundle(for: EndingTests.self).bundleURL.deletingLastPathComponent()
    #else
      Bundle.main.bundleURL
    #endif
  }
}
