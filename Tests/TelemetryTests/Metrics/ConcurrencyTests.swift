import Telemetry
import TelemetryTesting
import XCTest

/// Ten million measurements by eight threads, while two readers collect without a pause: whatever becomes of the series
/// meanwhile, what the readers are shown adds up to what was recorded, to the last one.
final class ConcurrencyTests: XCTestCase {
  private static let threads = 8

  /// A reader that collects on a thread of its own.
  private struct Collection {
    let reader: ManualReader
    var account: Account

    init(_ temporality: TemporalityPreference, _ rule: Account.Rule = .lives) {
      reader = ManualReader(options: MetricReaderOptions(temporality: temporality))
      account = Account(rule)
    }
  }

  func test_M20_M91_M105_finishedSeries_loseNothing() {
    // Never as many series as that: what is finished makes room.
    record(
      4_000_000, .init(.cumulative), .init(.delta), limit: 10_000, idleTimeout: .seconds(300),
      isFinishing: true)
  }

  func test_M91_M105_reclaimedTotals_loseNothing() {
    record(
      3_000_000, .init(.cumulative, .collections), .init(.delta), limit: 40, idleTimeout: .zero,
      isFinishing: false)
  }

  func test_M91_M105_evictedDifferences_loseNothing() {
    record(3_000_000, .init(.delta), .init(.delta), limit: 40, idleTimeout: .zero, isFinishing: true)
  }

  private func record(
    _ measurements: Int,
    _ one: consuming Collection,
    _ other: consuming Collection,
    limit: Int,
    idleTimeout: Duration,
    isFinishing: Bool
  ) {
    var options = MeterProvider.Options()
    options.cardinalityLimit = limit
    options.idleTimeout = idleTimeout
    options.views = Workload.views
    let clock = TickingClock()
    let collections = [one, other]
    let provider = MeterProvider(
      resource: Resource(), readers: collections.map(\.reader), options: options, clock: clock,
      diagnostics: Diagnostics { _ in })
    let workload = Workload(provider.meter(named: "m"), isFinishing: isFinishing)
    let rounds = measurements / Self.threads / Workload.measurementsPerRound
    let running = Countdown(Self.threads)
    for thread in 0..<Self.threads {
      Thread.detachNewThread {
        workload.record(thread: thread, rounds: rounds)
        running.step()
      }
    }
    let accounts = Reading(collections.map(\.account))
    DispatchQueue.concurrentPerform(iterations: 2) { index in
      var account = collections[index].account
      while !running.isOver {
        clock.advance(by: .seconds(1))
        account.take(collections[index].reader.collect())
      }
      clock.advance(by: .seconds(1))
      account.take(collections[index].reader.collect())
      accounts.change { [account] in $0[index] = account }
    }

    for account in accounts.value {
      XCTAssertEqual(account.totals, Workload.recorded(threads: Self.threads, rounds: rounds))
      XCTAssertEqual(account.values, Workload.lastValues(threads: Self.threads, rounds: rounds))
      XCTAssertTrue(account.isRising)
      XCTAssertTrue(account.isConsistent)
    }
  }
}
