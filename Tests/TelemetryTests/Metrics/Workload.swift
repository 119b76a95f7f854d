import Synchronization
import Telemetry
import TelemetryTesting

/// Every kind of instrument, and a thread's part in recording all of them in every way there is.
///
/// Amounts are whole, so that sums of doubles are exact, whatever their order.
struct Workload: Sendable {
  /// How many measurements a round has, of which most go to bound counters.
  static let measurementsPerRound = 100
  private static let boundAdditions = 86

  static let views = [
    View(InstrumentSelector(name: "filtered"), StreamConfiguration(attributes: .including(["kept"]))),
    View(
      InstrumentSelector(name: "exponential"),
      StreamConfiguration(aggregation: .base2ExponentialHistogram(maximumSize: 20))
    ),
  ]

  /// What callbacks observe.
  private final class Observed: Sendable {
    let count = Atomic<Int64>(0)
  }

  private let counter: Counter<Int64>
  private let bound: BoundCounter<Int64>
  private let floatingCounter: Counter<Double>
  private let floatingBound: BoundCounter<Double>
  private let upDown: UpDownCounter<Int64>
  private let floatingUpDown: UpDownCounter<Double>
  private let gauge: Gauge<Int64>
  private let floatingGauge: Gauge<Double>
  private let histogram: Histogram<Int64>
  private let boundHistogram: BoundHistogram<Double>
  private let exponential: Histogram<Double>
  private let filtered: Counter<Int64>
  private let observed = Observed()
  /// Whether series are finished that others may be recording.
  private let isFinishing: Bool

  init(_ meter: Meter, isFinishing: Bool) {
    counter = meter.counter("counter")
    bound = counter.bound(to: ["bound": 1])
    floatingCounter = meter.counter("counter.floating", of: Double.self)
    floatingBound = floatingCounter.bound(to: ["bound": 1])
    upDown = meter.upDownCounter("updown")
    floatingUpDown = meter.upDownCounter("updown.floating", of: Double.self)
    gauge = meter.gauge("gauge", of: Int64.self)
    floatingGauge = meter.gauge("gauge.floating")
    histogram = meter.histogram("histogram", of: Int64.self)
    boundHistogram = meter.histogram("histogram.floating").bound(to: ["bound": 1])
    exponential = meter.histogram("exponential")
    filtered = meter.counter("filtered")
    self.isFinishing = isFinishing
    let observed = observed
    _ = meter.observableCounter("observed") { $0.observe(observed.count.load(ordering: .relaxed)) }
    _ = meter.observableUpDownCounter("observed.updown") {
      $0.observe(-observed.count.load(ordering: .relaxed))
    }
    _ = meter.observableGauge("observed.gauge", of: Int64.self) {
      $0.observe(observed.count.load(ordering: .relaxed))
    }
  }

  /// What `rounds` rounds of `threads` threads record.
  static func recorded(threads: Int, rounds: Int) -> [String: Amount] {
    let calls = UInt64(threads * rounds)
    let sum = Double(calls)
    let rising = (1...rounds).reduce(0) { $0 + $1 % 100 }
    return [
      "counter": Amount(sum: sum * Double(boundAdditions - 6 + 2 + 3 + 5)),
      "counter.floating": Amount(sum: sum * (6 * 2 + 3)),
      "updown": Amount(sum: sum * -3),
      "updown.floating": Amount(sum: sum * 4),
      "histogram": Amount(count: calls, sum: sum * 40),
      "histogram.floating": Amount(count: calls * 2, sum: sum * 90),
      "exponential": Amount(count: calls, sum: Double(rising * threads)),
      "filtered": Amount(sum: sum * 3),
      "observed": Amount(sum: sum),
      "observed.updown": Amount(sum: -sum),
    ]
  }

  /// What the gauges show in the end.
  static func lastValues(threads: Int, rounds: Int) -> [String: [AttributeSet: Double]] {
    var values: [AttributeSet: Double] = [:]
    for thread in 0..<threads { values[["thread": .int(Int64(thread))]] = Double(rounds) }
    return ["gauge": values, "gauge.floating": values, "observed.gauge": [[:]: Double(threads * rounds)]]
  }

  /// Records `rounds` rounds.
  func record(thread: Int, rounds: Int) {
    let own: AttributeSet = ["thread": .int(Int64(thread))]
    for round in 1...rounds {
      for _ in 0..<Self.boundAdditions - 6 { bound.add(1) }
      for _ in 0..<6 { floatingBound.add(2) }
      counter.add(2, ["lasting": .int(Int64(round % 8))])
      counter.add(3, own)
      floatingCounter.add(3, own)
      upDown.add(-3, ["lasting": .int(Int64(round % 8))])
      floatingUpDown.add(4, own)
      gauge.record(Int64(round), own)
      floatingGauge.record(Double(round), own)
      histogram.record(40, ["lasting": .int(Int64(round % 8))])
      boundHistogram.record(30)
      boundHistogram.record(60)
      exponential.record(Double(round % 100), own)
      filtered.add(1, ["kept": .int(Int64(round % 5)), "dropped": .int(Int64(round % 64))])
      filtered.add(2, ["kept": .int(Int64(round % 5))])
      recordShortLived(round, thread)
      observed.count.add(1, ordering: .relaxed)
    }
  }

  /// The series of a few rounds only, which some threads share.
  private func recordShortLived(_ round: Int, _ thread: Int) {
    let attributes: AttributeSet = ["short": .int(Int64(round / 16)), "threads": .int(Int64(thread % 4))]
    counter.add(5, attributes)
    if isFinishing, round % 16 == 15 {
      counter.finish(attributes)
      filtered.finish(["kept": .int(Int64(thread % 5))])
    }
  }
}
