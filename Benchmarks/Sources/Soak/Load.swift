import Foundation
import SessionBuddyTelemetry

/// 20,000 additions to a counter and 5,000 spans a second, a hundredth of them every hundredth of a second.
struct Load {
  private(set) var additions = 0
  private(set) var spans = 0
  /// The most memory that was resident, in bytes.
  private(set) var peak = 0
  /// Nanoseconds of every tenth start and end of a span.
  private(set) var calls: [UInt64] = []
  private let telemetry: SessionTelemetry
  private let counter: Counter<Int64>

  init(_ telemetry: SessionTelemetry) {
    self.telemetry = telemetry
    counter = telemetry.meter.counter("soak.total")
    calls.reserveCapacity(1 << 19)
  }

  mutating func run(seconds: Double) {
    let ticks = Int(seconds * 100)
    var next = ContinuousClock.now
    for tick in 0..<ticks {
      for _ in 0..<200 { counter.add(1, ["route": "/v1/search"]) }
      for index in 0..<50 { span(isTimed: index % 10 == 0) }
      additions += 200
      spans += 50
      if tick % 50 == 0 { peak = max(peak, residentBytes()) }
      next += .milliseconds(10)
      let rest = (next - .now) / .microseconds(1)
      if rest > 0 { usleep(UInt32(rest)) }
    }
  }

  /// The 99th percentile of the calls since the last time it was asked for.
  mutating func takeSlowCall() -> Double {
    defer { calls.removeAll(keepingCapacity: true) }
    return percentile(99, of: calls)
  }

  private mutating func span(isTimed: Bool) {
    let start = isTimed ? clock_gettime_nsec() : 0
    telemetry.tracer.startSpan(
      "session_buddy.search", parent: .root, attributes: ["route": "/v1/search", "status": 200]
    ).end()
    if isTimed { calls.append(clock_gettime_nsec() - start) }
  }
}

func clock_gettime_nsec(_ clock: clockid_t = CLOCK_MONOTONIC) -> UInt64 {
  var time = timespec()
  clock_gettime(clock, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

func residentBytes() -> Int {
  let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
  return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4_096
}

func percentile(_ share: Int, of values: [UInt64]) -> Double {
  values.isEmpty ? .nan : Double(values.sorted()[(values.count - 1) * share / 100])
}
