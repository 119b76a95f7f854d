import Foundation
import SessionBuddyTelemetry

/// What is recorded in a second.
struct Rate {
  /// Additions to one counter.
  var additions = 20_000
  var spans = 5_000
  var logRecords = 5_000

  var description: String { "\(additions) additions, \(spans) spans and \(logRecords) log records a second" }
}

/// Records a hundredth of its rate every hundredth of a second; spans and log records are numbered, so that each can be found
/// again.
struct Load {
  private(set) var additions = 0
  private(set) var spans = 0
  private(set) var logRecords = 0
  private(set) var samples: [Sample] = []
  /// Every tenth start and end of a span, and every tenth log record.
  private(set) var timings = Timings()
  private let telemetry: SessionTelemetry
  private let counter: Counter<Int64>
  private let rate: Rate
  private let start = nanoseconds(CLOCK_MONOTONIC)

  init(_ telemetry: SessionTelemetry, _ rate: Rate) {
    self.telemetry = telemetry
    self.rate = rate
    counter = telemetry.meter.counter("soak.total")
  }

  mutating func run(seconds: Double) {
    var next = ContinuousClock.now
    for tick in 0..<Int(seconds * 100) {
      for _ in 0..<rate.additions / 100 { counter.add(1, ["route": "/v1/search"]) }
      for _ in 0..<rate.spans / 100 { recordSpan() }
      for _ in 0..<rate.logRecords / 100 { recordLog() }
      additions += rate.additions / 100
      if tick % 50 == 0 { sample() }
      next += .milliseconds(10)
      let rest = (next - .now) / .microseconds(1)
      if rest > 0 { usleep(UInt32(rest)) }
    }
  }

  /// The timings since the last time they were asked for.
  mutating func takeTimings() -> Timings {
    defer { timings = Timings() }
    return timings
  }

  private mutating func sample() {
    samples.append(
      Sample(
        time: Double(nanoseconds(CLOCK_MONOTONIC) - start) / 1e9, residentBytes: residentBytes(),
        queuedBytes: telemetry.health().queuedBytes))
  }

  private mutating func recordSpan() {
    let begin = spans % 10 == 0 ? nanoseconds(CLOCK_MONOTONIC) : 0
    telemetry.tracer.startSpan(
      "session_buddy.search", parent: .root,
      attributes: ["route": "/v1/search", "status": 200, Note.key: .int(Int64(spans))]
    ).end()
    if begin > 0 { timings.add(nanoseconds: nanoseconds(CLOCK_MONOTONIC) - begin) }
    spans += 1
  }

  private mutating func recordLog() {
    let begin = logRecords % 10 == 0 ? nanoseconds(CLOCK_MONOTONIC) : 0
    telemetry.logger.emit(
      "search served", severity: .info, attributes: [Note.key: .int(Int64(logRecords))])
    if begin > 0 { timings.add(nanoseconds: nanoseconds(CLOCK_MONOTONIC) - begin) }
    logRecords += 1
  }
}
