package import Telemetry

/// How much of something comes per second, over the last few seconds.
package struct Rates: Equatable {
  private static let window = Duration.seconds(3)

  private var samples: [(time: Instant, totals: [Int])] = []

  package init() {}

  /// Notes how much there is of everything at `time`, and returns what comes per second.
  package mutating func note(_ totals: [Int], at time: Instant) -> [Double] {
    samples.append((time, totals))
    // One sample from before the window stays, to measure from.
    while samples.count > 2, samples[1].time.duration(until: time) >= Self.window { samples.removeFirst() }
    let seconds = samples[0].time.duration(until: time).inSeconds
    guard seconds > 0 else { return totals.map { _ in 0 } }
    return zip(totals, samples[0].totals).map { Double($0 - $1) / seconds }
  }

  package static func == (left: Rates, right: Rates) -> Bool {
    left.samples.elementsEqual(right.samples) { $0 == $1 }
  }
}
