import Foundation

/// How long calls took, in steps of 10 ns up to a millisecond; it takes no more memory the longer it counts.
struct Timings {
  private var counts = [Int](repeating: 0, count: 100_000)
  private var total = 0

  mutating func add(nanoseconds: UInt64) {
    counts[min(Int(nanoseconds / 10), counts.count - 1)] += 1
    total += 1
  }

  mutating func add(_ other: Timings) {
    for step in counts.indices { counts[step] += other.counts[step] }
    total += other.total
  }

  /// In nanoseconds; NaN when nothing was timed.
  var percentile99: Double {
    guard total > 0 else { return .nan }
    var rest = (total - 1) * 99 / 100
    for (step, count) in counts.enumerated() {
      if rest < count { return Double(step * 10 + 5) }
      rest -= count
    }
    return .infinity
  }
}

/// What the process held at one moment of a load.
struct Sample {
  /// Seconds since the load began.
  let time: Double
  let residentBytes: Int
  let queuedBytes: Int
}

/// How many bytes a second the resident memory grew by: the line of the least squares through the later half of `samples`,
/// since a queue must fill before it can stay full.
func slope(of samples: [Sample]) -> Double {
  let later = samples.suffix(samples.count / 2)
  let count = Double(later.count)
  let meanTime = later.reduce(0) { $0 + $1.time } / count
  let meanBytes = later.reduce(0) { $0 + Double($1.residentBytes) } / count
  let above = later.reduce(0) { $0 + ($1.time - meanTime) * (Double($1.residentBytes) - meanBytes) }
  let below = later.reduce(0) { $0 + ($1.time - meanTime) * ($1.time - meanTime) }
  return above / below
}

func nanoseconds(_ clock: clockid_t) -> UInt64 {
  var time = timespec()
  clock_gettime(clock, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// The share of one core that this process used while `work` ran.
func share(of work: () throws -> Void) rethrows -> Double {
  let (processor, clock) = (nanoseconds(CLOCK_PROCESS_CPUTIME_ID), nanoseconds(CLOCK_MONOTONIC))
  try work()
  return Double(nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - processor)
    / Double(nanoseconds(CLOCK_MONOTONIC) - clock)
}

func residentBytes() -> Int {
  let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
  return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4_096
}

func percentile(_ share: Int, of values: [UInt64]) -> Double {
  values.isEmpty ? .nan : Double(values.sorted()[(values.count - 1) * share / 100])
}
