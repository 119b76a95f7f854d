import Foundation
import SessionBuddyTelemetry

extension Soak {
  private static let faults = [Fault.none, .none, .slow, .unavailable, .exhausted]
  /// Twenty for every four minutes: a fault that lasts longer than the memory shows nothing but its size.
  private var lifeCount: Int { max(Int((seconds / 240).rounded(.up)), 1) * 20 }

  /// Outages, each followed by a life of the collector; a faulty one is faulty but for its last third.
  func runOutages() throws -> Bool {
    try withNotes {
      let baseline = try baseline()
      let telemetry = try SessionTelemetry(settings(), diagnostics: Diagnostics { _ in })
      var load = Load(telemetry, rate)
      var lives = [try Life(port: port, file: directory + "/0")]
      load.run(seconds: 10)
      _ = load.takeTimings()
      var stored: UInt64 = 0
      let processor = try share {
        for index in 1...lifeCount { stored += try outlive(&lives, index, &load, telemetry) }
      }
      let timings = load.takeTimings()
      let drained = drain(telemetry)
      _ = telemetry.flush(within: .seconds(40))
      let ledger = telemetry.shutdown(within: .seconds(10))
      lives.last?.kill()
      let outcome = Outcome(lives, load)
      var verdict = Verdict(title: "\(rate.description), \(spool == nil ? "without" : "with") a spool")
      expectDelivered(&verdict, outcome)
      expectFaults(&verdict, outcome)
      if spool != nil {
        verdict.expect("items on disk at the end of the long outage", Double(stored), atLeast: 1)
        verdict.expect("seconds from the end of the load until nothing is on disk", drained, "s", atMost: 30)
      }
      verdict.expect(
        "CPU beyond the load alone", (processor - baseline.processor) * 100, "% of a core", atMost: 10)
      expectHarmless(&verdict, load, timings, ledger, outcome, baseline)
      print("\n\(ledger)")
      return verdict.isGood
    }
  }

  /// How many seconds it takes until nothing is on disk; a flush does not wait for that.
  private func drain(_ telemetry: SessionTelemetry) -> Double {
    let start = nanoseconds(CLOCK_MONOTONIC)
    var seconds = 0.0
    while telemetry.health().ledger.spooled != ItemCounts(), seconds < 60 {
      usleep(100_000)
      seconds = Double(nanoseconds(CLOCK_MONOTONIC) - start) / 1e9
    }
    return seconds
  }

  /// One outage and one life; what was on disk at the end of the long outage.
  private func outlive(
    _ lives: inout [Life], _ index: Int, _ load: inout Load, _ telemetry: SessionTelemetry
  ) throws -> UInt64 {
    let cycle = seconds / Double(lifeCount)
    let pause = min(cycle * 0.2, 2)
    let isLong = index == lifeCount / 2
    lives.last?.kill()
    load.run(seconds: isLong ? outage : pause)
    let stored = telemetry.health().ledger.spooled
    // After a long outage it may take a while until the collector is found again.
    let length = cycle - pause + (isLong ? min(outage, 12) : 0)
    let fault = Self.faults[index % Self.faults.count]
    lives.append(
      try Life(port: port, file: directory + "/\(index)", fault: fault, seconds: length * 2 / 3))
    load.run(seconds: length)
    return isLong ? stored.spans + stored.logRecords : 0
  }

  private func expectDelivered(_ verdict: inout Verdict, _ outcome: Outcome) {
    for (name, items) in [("spans", outcome.spans), ("log records", outcome.logRecords)] {
      verdict.expect(
        "\(name) delivered, by their numbers", items.share, "% of \(items.recorded)",
        atLeast: spool == nil ? 99.9 : 100)
      verdict.note("\(name) delivered twice", Double(items.repeated))
    }
    verdict.expect(
      "95th percentile from the end of a span or log record to its receipt, in healthy lives that have caught up",
      percentile(95, of: outcome.waits) / 1e6, "ms", atMost: 500)
    verdict.expect(
      "longest way from the start of a collector to its first request", outcome.longestReturn, "s", atMost: 12
    )
    verdict.note(
      "longest way from there to the receipt of all that had waited, in healthy lives",
      outcome.longestCatchingUp, "s")
  }

  /// A soak whose collectors were well has shown nothing: each faulty life must have met requests.
  private func expectFaults(_ verdict: inout Verdict, _ outcome: Outcome) {
    let faults: [(Fault, String)] = [
      (.slow, "requests answered after 2 s"), (.unavailable, "requests refused with UNAVAILABLE"),
      (.exhausted, "requests refused with RESOURCE_EXHAUSTED"),
    ]
    for (fault, name) in faults {
      let counts = outcome.faultyRequests[fault] ?? []
      verdict.note("\(name), in \(counts.count) lives", Double(counts.reduce(0, +)))
      verdict.expect("… in the life that met the fewest", Double(counts.min() ?? 0), atLeast: 1)
    }
  }
}
