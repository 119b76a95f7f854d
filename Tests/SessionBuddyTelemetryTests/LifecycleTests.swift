import OTLPReceiver
import SessionBuddyTelemetry
import Synchronization
import TelemetryTesting
import TestSupport
import XCTest

/// Telemetry that many threads start, use, change and end, in an order that chance decides.
final class LifecycleTests: XCTestCase {
  private static let (threads, rounds) = (8, 1_250)

  func test_FS22_lifecyclesInAnyOrderOnManyThreads_keepTheBooks_andLeaveNothingBehind() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    // One life beforehand, so that what the process keeps for ever is there.
    _ = try Lives(collector).end()
    let before = collector.totals
    let workers = try workerThreads()
    let files = OpenFiles.count

    let lives = try Lives(collector)
    let memory = [1, 2].map { half in
      onThreads(Self.threads) { number in
        var chance = SplitMix(seed: UInt64(half * Self.threads + number))
        for _ in 0..<Self.rounds / 2 { lives.doSomething(&chance) }
      }
      return ResidentMemory.bytes
    }
    let ledgers = lives.end()

    XCTAssertGreaterThan(ledgers.count, 500)
    for ledger in ledgers {
      XCTAssertTrue(ledger.addsUp, "\(ledger)")
      XCTAssertEqual(ledger.queued, ItemCounts(), "\(ledger)")
      XCTAssertTrue(
        Set(ledger.dropped.keys).isSubset(of: [.shutdown, .alreadyShutdown, .superseded]), "\(ledger)")
    }
    let (accepted, exported) = (ledgers.map(\.accepted).sum, ledgers.map(\.exported).sum)
    // Of a call that a shutdown broke off nobody knows whether it was heard; none is made twice.
    for signal in TelemetrySignal.allCases {
      XCTAssertGreaterThan(exported[signal], 0)
      XCTAssertLessThanOrEqual(exported[signal], collector.totals[signal] - before[signal])
      XCTAssertLessThanOrEqual(collector.totals[signal] - before[signal], accepted[signal])
    }
    XCTAssertLessThanOrEqual(accepted.spans, lives.recorded)
    XCTAssertLessThan(memory[1] - memory[0], 32 << 20, "\(memory)")
    try eventually("threads") { try workerThreads().isSubset(of: workers) }
    try eventually("\(files) files") { OpenFiles.count <= files }
  }

  private func eventually(_ what: String, _ condition: () throws -> Bool) throws {
    let end = ContinuousClock.now + .seconds(60)
    while try !condition(), ContinuousClock.now < end { sched_yield() }
    XCTAssertTrue(try condition(), what)
  }
}

/// Telemetry in a few places, for many threads.
private final class Lives: Sendable {
  private static let places = 4

  private let settings: TelemetrySettings
  private let places: Mutex<[SessionTelemetry]>
  private let ledgers = Mutex<[Ledger]>([])
  private let count = Atomic<UInt64>(0)

  /// How many spans were made.
  var recorded: UInt64 { count.load(ordering: .relaxed) }

  init(_ collector: FakeCollector) throws {
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    settings.logsEnabled = true
    settings.scheduleDelay = .milliseconds(5)
    self.settings = settings
    places = Mutex(try (0..<Self.places).map { _ in try Self.start(settings) })
  }

  private static func start(_ settings: TelemetrySettings) throws -> SessionTelemetry {
    try SessionTelemetry(settings, diagnostics: Diagnostics { _ in })
  }

  func doSomething(_ chance: inout SplitMix) {
    let place = Int.random(in: 0..<Self.places, using: &chance)
    let telemetry = places.withLock { $0[place] }
    switch Int.random(in: 0..<20, using: &chance) {
    case 0, 1: XCTAssertNoThrow(try replace(at: place))
    case 2: telemetry.shutdown(within: .milliseconds(.random(in: 0...20, using: &chance)))
    case 3...5: _ = telemetry.flush(within: .seconds(30))
    case 6, 7: reconfigure(telemetry, isOn: .random(using: &chance))
    default: record(with: telemetry)
    }
  }

  /// Ends those that are left; what became of everything.
  func end() -> [Ledger] {
    let rest = places.withLock { places in
      defer { places = [] }
      return places
    }
    for telemetry in rest {
      record(with: telemetry)
      end(telemetry)
    }
    return ledgers.withLock(\.self)
  }

  /// Others may still be at it, with what they have of the old one.
  private func replace(at place: Int) throws {
    let new = try Self.start(settings)
    let old = places.withLock { places in
      defer { places[place] = new }
      return places[place]
    }
    end(old)
  }

  private func end(_ telemetry: SessionTelemetry) {
    telemetry.shutdown(within: .seconds(30))
    // Not what the shutdown returned: items that come after it are booked as well.
    let ledger = telemetry.health().ledger
    ledgers.withLock { $0.append(ledger) }
  }

  private func reconfigure(_ telemetry: SessionTelemetry, isOn: Bool) {
    telemetry.meterProvider.configureMeters { _ in MeterConfiguration(isEnabled: isOn) }
    telemetry.tracerProvider.configureTracers { _ in TracerConfiguration(isEnabled: isOn) }
  }

  private func record(with telemetry: SessionTelemetry) {
    telemetry.meter.counter("c").add(1)
    telemetry.tracer.withSpan("outer") { _ in telemetry.tracer.withSpan("inner") { _ in } }
    telemetry.logger.emit("l", severity: .info)
    count.add(2, ordering: .relaxed)
  }
}

extension [ItemCounts] {
  fileprivate var sum: ItemCounts { reduce(ItemCounts(), +) }
}
