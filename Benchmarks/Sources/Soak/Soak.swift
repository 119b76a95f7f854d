import Foundation
import SessionBuddyTelemetry

/// What a run is made with, and the phases all runs begin with.
struct Soak {
  let port: Int
  let seconds: Double
  let spool: String?
  /// How long the tenth outage lasts, in seconds.
  let outage: Double
  let queueBytes: Int
  let rate: Rate
  /// Where collectors leave their notes.
  let directory = NSTemporaryDirectory() + "soak-\(getpid())"

  /// What a run is compared with.
  struct Baseline {
    /// The share of a core that the load takes when telemetry is disabled.
    let processor: Double
    let residentBytes: Int
    /// The 99th percentile of recording in nanoseconds, while nothing is exported.
    let recording: Double
  }

  /// The load with telemetry disabled, then with telemetry that only gathers.
  func baseline() throws -> Baseline {
    var disabled = TelemetrySettings()
    disabled.isEnabled = false
    var load = Load(try SessionTelemetry(disabled, diagnostics: Diagnostics { _ in }), rate)
    let resident = residentBytes()
    let processor = share { load.run(seconds: 5) }
    return Baseline(processor: processor, residentBytes: resident, recording: try idle().percentile99)
  }

  /// Timings while nothing is sent and nobody else works, although a record goes the same way as later: each telemetry is
  /// left before its first batch is full, at 1 MiB.
  private func idle() throws -> Timings {
    var settings = try settings()
    settings.spoolDirectory = nil
    settings.exportInterval = .seconds(3600)
    settings.scheduleDelay = .seconds(3600)
    settings.logsScheduleDelay = .seconds(3600)
    settings.batchSize = 1 << 24
    settings.logsBatchSize = 1 << 24
    settings.maxQueueBytes = TelemetrySettings().maxQueueBytes
    let length = min(5_000 / Double(max(rate.spans, rate.logRecords, 1)), 1)
    var timings = Timings()
    for _ in 0..<Int(5 / length) {
      let telemetry = try SessionTelemetry(settings, diagnostics: Diagnostics { _ in })
      var load = Load(telemetry, rate)
      load.run(seconds: length)
      timings.add(load.takeTimings())
      _ = telemetry.shutdown(within: .milliseconds(1))
    }
    return timings
  }

  func settings() throws -> TelemetrySettings {
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint("http://127.0.0.1:\(port)")
    settings.logsEnabled = true
    settings.exportInterval = .seconds(1)
    settings.scheduleDelay = .seconds(1)
    settings.logsScheduleDelay = .seconds(1)
    settings.metricsExportTimeout = .seconds(1)
    settings.spoolDirectory = spool
    settings.maxQueueBytes = queueBytes
    return settings
  }

  /// Runs `body` with a place for the notes.
  func withNotes<Result>(_ body: () throws -> Result) throws -> Result {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    return try body()
  }

  /// What every run has to show: what was recorded is accounted for, and costs nobody time or memory.
  func expectHarmless(
    _ verdict: inout Verdict, _ load: Load, _ timings: Timings, _ ledger: Ledger, _ outcome: Outcome,
    _ baseline: Baseline
  ) {
    verdict.expect(
      "the ledger adds up and agrees with load and collectors", isTrue: outcome.agrees(with: ledger, load))
    verdict.expect(
      "total of the counter", Double(outcome.total) / Double(load.additions) * 100, "% of \(load.additions)",
      atLeast: 100)
    verdict.expect(
      "memory of the queue at its peak", Double(load.samples.map(\.queuedBytes).max() ?? 0) / Double(1 << 20),
      "MiB", atMost: 16)
    let peak = load.samples.map(\.residentBytes).max() ?? 0
    verdict.expect(
      "growth of resident memory at its peak, beyond that without telemetry",
      Double(peak - baseline.residentBytes) / 1e6, "MB", atMost: 50)
    verdict.expect(
      "99th percentile of recording, against \(baseline.recording) ns while nothing is exported",
      timings.percentile99 / baseline.recording, "×", atMost: 2)
  }
}
