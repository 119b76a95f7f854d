import Synchronization
import Telemetry

/// What one measurement costs an exponential histogram, as multiples of one relaxed atomic addition.
struct AggregationBenchmarks {
  let floor: AtomicFloor

  func run(into report: inout Report) {
    // The buckets have found their size in the warm-up: what is measured is the steady path.
    let milliseconds = (0..<1_024).map { 1 + Double($0 * 7_919 % 1_024) }
    let nearOne = (0..<1_024).map { 1 + Double($0 % 100) / 1e8 }
    let wide = (0..<1_024).map { Double(sign: .plus, exponent: $0 - 512, significand: 1.5) }
    record(milliseconds, "exponential histogram, record, three decades", &report)
    record(nearOne, "exponential histogram, record, at the finest scale", &report)
    record(wide, "exponential histogram, record, hundreds of decades", &report)
    record([1_024], "exponential histogram, record, a power of two", &report)
    guarded(milliseconds, &report)
  }

  private func record(_ values: [Double], _ name: String, _ report: inout Report) {
    var histogram = ExponentialHistogram()
    for value in values { histogram.record(value) }
    let mask = values.count - 1
    floor.measure(&report, "\(name) (scale \(histogram.scale))") { count in
      for index in 0..<count { histogram.record(values[index & mask]) }
    }
    use(histogram.count)
  }

  /// As a series does it, under its lock.
  private func guarded(_ values: [Double], _ report: inout Report) {
    let histogram = Mutex(ExponentialHistogram())
    let mask = values.count - 1
    floor.measure(&report, "exponential histogram, record under a lock") { count in
      for index in 0..<count { histogram.withLock { $0.record(values[index & mask]) } }
    }
  }
}
