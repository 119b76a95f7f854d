import OTLPReceiver
import SessionBuddyTelemetry
import Synchronization
import TelemetryTesting
import TestSupport
import XCTest

/// Telemetry that many threads start, use, change and end, in an order that chance decides.
final class LifecycleTests: XCTestCase {
  private static let (threads, rounds) = (8, 150)

  func test_FS22_lifecyclesInAnyOrderOnManyThreads_keepTheBooks_andLeaveNothingBehind() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    // One life beforehand, so that what the process keeps for ever is there.
    _ = try Lives(collector).end()
    let before = collector.totals
    let workers = try workerThreads()
    let files = OpenFiles.count

    let lives = try Lives(collector)
    onThreads(Self.threads) { number in
      var chance = SplitMix(seed: UInt64(number))
      for _ in 0..<Self.rounds { lives.doSomething(&chance) }
    }
    let ledgers = lives.end()

    XCTAssertGreaterThan(ledgers.count, 50)
    for ledger in ledgers {
      XCTAssertTrue(ledger.addsUp, "\(ledger)")
      XCTAssertEqual(ledger.queued, ItemCounts(), "\(ledger)")
      XCTAssertTrue(Set(ledger.dropped.keys).isSubset(of: [.shutdown, .alreadyShutdown]), "\(ledger)")
    }
    let (accepted, exported) = (ledgers.map(\.accepted).sum, ledgers.map(\.exported).sum)
    // Of a call that a shutdown broke off nobody knows whether it was heard; none is made twice.
    for signal in TelemetrySignal.allCases {
      XCTAssertGreaterThan(exported[signal], 100)
      XCTAssertLessThanOrEqual(exported[signal], collector.totals[signal] - before[signal])
      XCTAssertLessThanOrEqual(collector.totals[signal] - before[signal], accepted[signal])
    }
    XCTAssertLessThanOrEqual(accepted.spans, lives.recorded)
    print("FS22", ledgers.count, accepted, exported, collector.totals, lives.recorded, files, OpenFiles.count)
    try eventually("threads") { try workerThreads().isSubset(of: workers) }
    try eventually("\(files) files") { OpenFiles.count <= files }
  }

  private func eventually(_ what: String, _ condition: () throws -> Bool) throws {
    let end = ContinuousClock.now + .seconds(60)
    while try !condition(), ContinuousClock.now < end { sched_yield() }
    XCTAssertTrue(try condition(), what)
  }
}

/// Telemetry in a few places, for many threads, and all that was ever there.
private final class Lives: Sendable {
  private struct State {
    var places: [SessionTelemetry]
    var past: [SessionTelemetry] = []
  }

  private let settings: TelemetrySettings
  private let state: Mutex<State>
  private let count = Atomic<UInt64>(0)

  /// How many spans were made.
  var recorded: UInt64 { count.load(ordering: .relaxed) }

  init(_ collector: FakeCollector) throws {
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    settings.logsEnabled = true
    settings.scheduleDelay = .milliseconds(5)
    self.settings = settings
    state = Mutex(State(places: try (0..<4).map { _ in try Self.start(settings) }))
  }

  private static func start(_ settings: TelemetrySettings) throws -> SessionTelemetry {
    try SessionTelemetry(settings, diagnostics: Diagnostics { _ in })
  }

  func doSomething(_ chance: inout SplitMix) {
    let place = Int.random(in: 0..<4, using: &chance)
    let telemetry = state.withLock { $0.places[place] }
    switch Int.random(in: 0..<20, using: &chance) {
    case 0: XCTAssertNoThrow(try replace(at: place))
    case 1: telemetry.shutdown(within: .milliseconds(.random(in: 0...20, using: &chance)))
    case 2: telemetry.shutdown(within: .seconds(30))
    case 3...6: _ = telemetry.flush(within: .seconds(30))
    case 7, 8: reconfigure(telemetry, isOn: .random(using: &chance))
    default: record(with: telemetry)
    }
  }

  /// Ends all of them; what became of everything.
  func end() -> [Ledger] {
    let all = state.withLock { state in
      defer { state = State(places: []) }
      return state.past + state.places
    }
    for telemetry in all {
      record(with: telemetry)
      telemetry.shutdown(within: .seconds(30))
    }
    // Not what the shutdowns returned: items that came later are booked as well.
    return all.map { $0.health().ledger }
  }

  private func replace(at place: Int) throws {
    let new = try Self.start(settings)
    state.withLock { state in
      state.past.append(state.places[place])
      state.places[place] = new
    }
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
