import Foundation
import SessionBuddyTelemetry

/// One run: the load alone, the load with a healthy collector, then twenty lives of a collector.
struct Soak {
  let port: Int
  let seconds: Double
  let spool: String?
  /// How long the tenth outage lasts, in seconds.
  let outage: Double
  let queueBytes: Int
  private static let faults = ["none", "none", "slow", "unavailable", "exhausted"]

  /// Prints the table; false when the ledger does not add up, or too little was delivered.
  func run() throws -> Bool {
    let directory = NSTemporaryDirectory() + "soak-\(getpid())"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let alone = try cpuAlone()
    let telemetry = try start(isEnabled: true)
    var load = Load(telemetry)
    var life = try Life(port: port, file: directory + "/0", fault: "none", seconds: 0)
    var lives = [life]
    load.run(seconds: 10)
    let idle = load.takeSlowCall()
    let memory = residentBytes()
    let cycle = seconds / 20
    let cpuBefore = clock_gettime_nsec(CLOCK_PROCESS_CPUTIME_ID)
    var spooled: UInt64 = 0
    for index in 1...20 {
      life.kill()
      load.run(seconds: index == 10 ? outage : min(cycle * 0.2, 2))
      if index == 10 { spooled = telemetry.health().ledger.spooled.spans }
      life = try Life(
        port: port, file: directory + "/\(index)", fault: Self.faults[index % 5], seconds: Int(cycle / 3))
      lives.append(life)
      // After a long outage it may take a while until the collector is found again.
      load.run(seconds: cycle - min(cycle * 0.2, 2) + (index == 10 ? min(outage, 12) : 0))
    }
    let time = 20 * cycle + outage + min(outage, 12) - min(cycle * 0.2, 2)
    let cpu = Double(clock_gettime_nsec(CLOCK_PROCESS_CPUTIME_ID) - cpuBefore) / 1e9 / time
    let slow = load.takeSlowCall()
    _ = telemetry.flush(within: .seconds(40))
    let ledger = telemetry.shutdown(within: .seconds(10))
    life.kill()
    let outcome = Outcome(lives, ledger, load)
    let goal = spool == nil ? 99.9 : 100
    outcome.print(goal: goal)
    row("spans on disk at the end of the long outage", Double(spooled), "", spool == nil ? "0" : "> 0")
    row("CPU beyond the load alone", cpu * 100 - alone * 100, "% of a core", "< 10")
    row("growth of resident memory at its peak", Double(load.peak - memory) / 1e6, "MB", "< 50")
    row("99th percentile of a span, against a healthy collector", slow / idle, "×", "≤ 2")
    Swift.print("\n\(ledger)")
    return outcome.addsUp && outcome.share >= goal
  }

  /// What share of a core the load takes when telemetry is disabled.
  private func cpuAlone() throws -> Double {
    var load = Load(try start(isEnabled: false))
    let before = clock_gettime_nsec(CLOCK_PROCESS_CPUTIME_ID)
    load.run(seconds: 5)
    return Double(clock_gettime_nsec(CLOCK_PROCESS_CPUTIME_ID) - before) / 5e9
  }

  private func start(isEnabled: Bool) throws -> SessionTelemetry {
    var settings = TelemetrySettings()
    settings.isEnabled = isEnabled
    settings.endpoint = try CollectorEndpoint("http://127.0.0.1:\(port)")
    settings.exportInterval = .seconds(1)
    settings.scheduleDelay = .seconds(1)
    settings.metricsExportTimeout = .seconds(1)
    settings.spoolDirectory = spool
    settings.maxQueueBytes = queueBytes
    return try SessionTelemetry(settings, diagnostics: Diagnostics { _ in })
  }
}

func row(_ name: String, _ value: Double, _ unit: String, _ goal: String) {
  print("| \(name) | \((value * 100).rounded() / 100) \(unit) | \(goal) |")
}
