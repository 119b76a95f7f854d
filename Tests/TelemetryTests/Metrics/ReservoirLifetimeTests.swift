import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// How long reservoirs live: as long as their series, and no longer (M-96, M-98).
final class ReservoirLifetimeTests: XCTestCase {
  /// How many reservoirs there are.
  private final class Census: Sendable {
    private let count = Atomic(0)

    var living: Int { count.load(ordering: .acquiring) }

    func note(_ change: Int) {
      count.wrappingAdd(change, ordering: .acquiringAndReleasing)
    }
  }

  private final class CountedReservoir: ExemplarReservoir {
    private let census: Census
    private let inner = SimpleFixedSizeReservoir(size: 1)

    init(_ census: Census) {
      self.census = census
      census.note(1)
    }

    deinit { census.note(-1) }

    func offer(_ candidate: ExemplarCandidate) { inner.offer(candidate) }
    func collect() -> [ExemplarCandidate] { inner.collect() }
  }

  private func bench(_ census: Census, limit: Int) -> Bench {
    let factory = ExemplarReservoirFactory { CountedReservoir(census) }
    let view = View(InstrumentSelector(name: "*"), StreamConfiguration(exemplarReservoir: factory))
    return Bench(limit: limit, views: [view], reader: MetricReaderOptions(temporality: .delta)) {
      $0.exemplarFilter = .alwaysOn
    }
  }

  func test_M96_seriesThatEnd_takeTheirReservoirsAlong() {
    let census = Census()
    let bench = bench(census, limit: 20)
    let counter = bench.meter.counter("c")
    for round in 0..<200 {
      for series in 0..<5 { counter.add(1, ["s": .int(Int64(5 * round + series))]) }
      bench.clock.advance(by: .seconds(60))
      XCTAssertEqual(bench.shown("c")?.shownExemplars.count, 5, "round \(round)")
      XCTAssertLessThanOrEqual(census.living, 15)
    }
    for _ in 0..<3 {
      bench.clock.advance(by: .seconds(60))
      _ = bench.reader.collect()
    }

    XCTAssertEqual(census.living, 0)
  }

  func test_M96_seriesThatEndWhileOthersRecord_leaveNoReservoirBehind() {
    let census = Census()
    let bench = bench(census, limit: 20)
    let counter = bench.meter.counter("c")
    let isOver = Mailbox()
    let recorders = DispatchGroup()
    for thread in 0..<4 {
      DispatchQueue.global().async(group: recorders) {
        for index in 0..<5_000 { counter.add(1, ["s": .int(Int64(index / 20)), "t": .int(Int64(thread))]) }
        isOver.add("over")
      }
    }
    while isOver.all.count < 4 {
      bench.clock.advance(by: .seconds(1))
      _ = bench.reader.collect()
    }
    recorders.wait()
    for _ in 0..<4 {
      bench.clock.advance(by: .seconds(1))
      _ = bench.reader.collect()
    }

    // That of the overflow series stays.
    XCTAssertLessThanOrEqual(census.living, 1)
  }
}
