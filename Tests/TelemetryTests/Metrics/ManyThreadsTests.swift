import Synchronization
import Telemetry
import XCTest

/// More threads than there is memory of their own for, and threads that come and go.
final class ManyThreadsTests: XCTestCase {
  /// How many threads at once need no lock.
  private static let slots = 64
  private static let everything = ["c", "d", "h"]

  private struct Instruments {
    let counter: Counter<Int64>
    let bound: BoundCounter<Int64>
    let sum: Counter<Double>
    let histogram: Histogram<Int64>

    init(_ meter: Meter) {
      counter = meter.counter("c")
      bound = counter.bound(to: ["bound": true])
      sum = meter.counter("d", of: Double.self)
      histogram = meter.histogram("h", of: Int64.self)
    }

    /// Each instrument counts 2.
    func record(_ thread: Int) {
      bound.add(1)
      counter.add(1, ["thread": .int(Int64(thread % 10))])
      sum.add(1)
      sum.add(1, ["thread": .int(Int64(thread % 3))])
      for _ in 0..<2 { histogram.record(Int64(thread % 7)) }
    }
  }

  /// What the reader has been shown in all: a sum for each number metric, and how many values the histogram counted.
  private func totals(_ metrics: [MetricData]) -> [Int] {
    Self.everything.map { name in
      let metric = metrics.first { $0.name == name }
      return (metric?.shownNumbers ?? []).reduce(0) { $0 + Int($1.value.asDouble) }
        + (metric?.shownHistograms ?? []).reduce(0) { $0 + Int($1.count) }
    }
  }

  private func added(_ one: [Int], _ other: [Int]) -> [Int] { zip(one, other).map(+) }

  /// Starts a thread for each number, and collects until all have ended.
  private func run(
    _ numbers: Range<Int>, while collect: () -> Void, _ body: @escaping @Sendable (Int) -> Void
  ) {
    let running = Countdown(numbers.count)
    for number in numbers {
      Thread.detachNewThread {
        body(number)
        running.step()
      }
    }
    while !running.isOver { collect() }
  }

  func test_M20_M91_moreThreadsAtOnceThanSlots_loseNothing() {
    let delta = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let bench = Bench(second: delta)
    let instruments = Instruments(bench.meter)
    let (threads, rounds) = (200, 200)
    let arrivals = Countdown(threads)
    var differences = [0, 0, 0]
    run(0..<threads) {
      differences = added(differences, totals(delta.collect()))
      _ = bench.reader.collect()
    } _: { thread in
      instruments.record(thread)
      // From here on all of them are there at once.
      arrivals.step()
      arrivals.wait()
      for _ in 1..<rounds { instruments.record(thread) }
    }

    differences = added(differences, totals(delta.collect()))
    let recorded = Array(repeating: 2 * threads * rounds, count: 3)
    XCTAssertEqual(differences, recorded)
    XCTAssertEqual(totals(bench.reader.collect()), recorded)
    XCTAssertEqual(ThreadSlots.count, Self.slots)
  }

  func test_M20_M91_threadsThatComeAndGo_loseNothingAndTakeEachOthersPlaces() {
    let delta = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let bench = Bench(second: delta)
    let instruments = Instruments(bench.meter)
    var differences = [0, 0, 0]
    func collect() { differences = added(differences, totals(delta.collect())) }
    for generation in 0..<50 {
      run(0..<20, while: collect) { thread in
        for _ in 0..<20 { instruments.record(thread + generation) }
      }
      collect()
      XCTAssertEqual(differences, Array(repeating: 2 * 20 * 20 * (generation + 1), count: 3))
    }

    XCTAssertEqual(totals(bench.reader.collect()), differences)
    XCTAssertLessThanOrEqual(ThreadSlots.count, Self.slots)
    // The last ones may not have given theirs back yet.
    let hasSlot = Reading(false)
    for _ in 0..<1_000 where !hasSlot.value {
      run(0..<1, while: {}) { _ in
        hasSlot.value = instruments.counter.add(1, ["thread": 0], .writing) { _ in }
      }
    }
    XCTAssertTrue(hasSlot.value)
  }

  func test_M91_whatAThreadRecordedBeforeItEnded_isCollectedAfterwards() {
    let bench = Bench(reader: MetricReaderOptions(temporality: .delta))
    let instruments = Instruments(bench.meter)
    for round in 1...100 {
      run(0..<1, while: {}) { _ in instruments.record(round) }
      XCTAssertEqual(totals(bench.reader.collect()), [2, 2, 2])
    }
  }
}

/// Counts down to zero, and lets threads wait for that.
final class Countdown: Sendable {
  private let left: Mutex<Int>
  private let end = DispatchSemaphore(value: 0)

  init(_ count: Int) {
    left = Mutex(count)
  }

  var isOver: Bool { left.withLock { $0 == 0 } }

  func step() {
    let isLast = left.withLock { left in
      left -= 1
      return left == 0
    }
    if isLast { end.signal() }
  }

  /// Until the last step was made.
  func wait() {
    end.wait()
    end.signal()
  }
}
