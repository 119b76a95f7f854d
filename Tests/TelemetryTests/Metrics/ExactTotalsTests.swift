import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// That every measurement is counted once by each reader, whatever comes and goes meanwhile (M-91, M-105).
final class ExactTotalsTests: XCTestCase {
  private static let threads = 8
  private static let rounds = 125_000
  /// What each thread records in a round.
  private static let perRound = 10

  /// What a reader has been shown so far, by instrument.
  private struct Shown {
    var totals: [String: Double] = [:]

    mutating func take(_ collected: [MetricData]) {
      for metric in collected {
        let numbers = metric.shownNumbers.map(\.value.asDouble)
        let counts = metric.shownHistograms.map(\.count) + metric.shownExponentials.map(\.count)
        let sum = numbers.reduce(0, +) + Double(counts.reduce(0, +))
        totals[metric.name] = metric.shownTemporality == .delta ? totals[metric.name, default: 0] + sum : sum
      }
    }
  }

  func test_M91_M105_tenMillionMeasurements_areCountedOnceByEitherReader() {
    let delta = ManualReader(options: MetricReaderOptions(temporality: TemporalityPreference { _ in .delta }))
    let total = ManualReader()
    var options = MeterProvider.Options()
    options.cardinalityLimit = 40
    options.idleTimeout = .zero
    options.views = [
      View(
        InstrumentSelector(name: "growing"), StreamConfiguration(aggregation: .base2ExponentialHistogram()))
    ]
    let provider = MeterProvider(
      resource: Resource(), readers: [delta, total], options: options, diagnostics: Diagnostics { _ in })
    let meter = provider.meter(named: "m")
    let counter = meter.counter("counter")
    let floating = meter.counter("floating", of: Double.self)
    let upDown = meter.upDownCounter("upDown")
    let gauge = meter.gauge("gauge")
    let fixed = meter.histogram("fixed")
    let growing = meter.histogram("growing")
    let bound = meter.counter("bound").bound(to: ["b": 1])
    let observed = Atomic<Int64>(0)
    for name in ["observed", "observedUpDown"] {
      let callback = { @Sendable (observer: Observer<Int64>) in
        observer.observe(observed.load(ordering: .relaxed))
      }
      if name == "observed" {
        _ = meter.observableCounter(name, callbacks: callback)
      } else {
        _ = meter.observableUpDownCounter(name, callbacks: callback)
      }
    }
    _ = meter.observableGauge("observedGauge") { $0.observe(1) }

    let running = Atomic(Self.threads)
    let recorders = DispatchGroup()
    for thread in 0..<Self.threads {
      Thread.detachNewThread(in: recorders) {
        for round in 0..<Self.rounds {
          // A series lives for a while and is then idle; there are more than the limit allows.
          let series: AttributeSet = ["s": .int(Int64(round / 500 % 50)), "t": .int(Int64(thread % 2))]
          counter.add(1, series)
          counter.add(1, ["s": .int(Int64(round % 7))])
          floating.add(0.5, series)
          upDown.add(2, series)
          upDown.add(-1, series)
          gauge.record(1, series)
          fixed.record(Double(round % 9), series)
          growing.record(Double(round % 1_000), series)
          bound.add(1)
          observed.wrappingAdd(1, ordering: .relaxed)
          _ = counter.isEnabled
        }
        running.wrappingSubtract(1, ordering: .releasing)
      }
    }
    var (deltas, totals) = (Shown(), Shown())
    var collections = 0
    while running.load(ordering: .acquiring) > 0 {
      deltas.take(delta.collect())
      if collections % 3 == 0 { totals.take(total.collect()) }
      collections += 1
    }
    recorders.wait()
    // What was written to a row last of all is collected once the page is turned.
    for _ in 0..<2 { deltas.take(delta.collect()) }
    totals.take(total.collect())

    let each = Double(Self.threads * Self.rounds)
    let expected = [
      "counter": 2 * each, "floating": each / 2, "upDown": each, "fixed": each, "growing": each,
      "bound": each,
      "observed": each, "observedUpDown": each,
    ]
    XCTAssertEqual(deltas.totals.filter { expected[$0.key] != nil }, expected)
    XCTAssertEqual(totals.totals.filter { expected[$0.key] != nil }, expected)
    XCTAssertEqual(Int(each) * Self.perRound, 10_000_000)
    XCTAssertGreaterThan(collections, 10)
  }

  func test_M90_M91_aMillionValuesAtOnce_takeNoMemoryAndOwnTheTableForOnePeriod() {
    let bench = Bench { $0.idleTimeout = .seconds(300) }
    let counter = bench.meter.counter("c")
    let overflow: AttributeSet = ["otel.metric.overflow": true]
    for value in Int64(0)..<10_000 { counter.add(1, ["request.id": .int(value)]) }
    let before = ResidentMemory.bytes
    for value in Int64(10_000)..<1_000_000 { counter.add(1, ["request.id": .int(value)]) }
    XCTAssertLessThan(ResidentMemory.bytes - before, 4_000_000)

    let burst = bench.numbers("c")
    XCTAssertEqual(burst.count, 2_001)
    XCTAssertEqual(burst[overflow], .int(998_000))
    XCTAssertEqual(bench.said.all.count, 1)
    XCTAssertEqual(bench.said.all.first?.contains("'request.id' alone has 2000 different values"), true)

    // Collected once a minute: idle for a period, gone a collection later, and seen with the next.
    var sightings: [Int] = []
    for minute in 1...8 {
      bench.clock.advance(by: .seconds(60))
      for series in Int64(0)..<100 { counter.add(1, ["route": .int(series)]) }
      let values = bench.numbers("c")
      XCTAssertEqual(values.values.reduce(0) { $0 + $1.asDouble }, Double(1_000_000 + 100 * minute))
      if values[["route": 99]] != nil { sightings.append(minute) }
    }
    XCTAssertEqual(sightings.first.map { $0 <= 7 }, true, "\(sightings)")
    XCTAssertEqual(sightings.last, 8)
  }
}

extension Thread {
  /// Runs `body` on a thread of its own, and tells `group` when it is over: a queue would give fewer threads than that.
  fileprivate static func detachNewThread(in group: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
    group.enter()
    detachNewThread {
      body()
      group.leave()
    }
  }
}
