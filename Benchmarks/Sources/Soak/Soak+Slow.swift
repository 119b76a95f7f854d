import Foundation
import SessionBuddyTelemetry

extension Soak {
  /// FS-18: a collector that is well, but takes two seconds for each request, while far more is recorded than that lets
  /// through. What does not fit is dropped and counted, and neither memory nor recording suffers.
  func runSlow() throws -> Bool {
    try withNotes {
      let baseline = try baseline()
      var slow = try settings()
      // A second, as in the other runs, would be over before any answer.
      slow.exportInterval = .seconds(5)
      slow.metricsExportTimeout = .seconds(5)
      let telemetry = try SessionTelemetry(slow, diagnostics: Diagnostics { _ in })
      var load = Load(telemetry, rate)
      let life = try Life(port: port, file: directory + "/0", fault: .slow, seconds: 86_400)
      load.run(seconds: seconds)
      let timings = load.takeTimings()
      let ledger = telemetry.shutdown(within: .seconds(10))
      life.kill()
      let outcome = Outcome([life], load)
      var verdict = Verdict(title: "FS-18: \(rate.description), 2 s for each request")
      verdict.expect(
        "requests answered after 2 s", Double(outcome.faultyRequests[.slow]?.reduce(0, +) ?? 0), atLeast: 1)
      verdict.note("spans delivered", outcome.spans.share, "% of \(outcome.spans.recorded)")
      verdict.note("log records delivered", outcome.logRecords.share, "% of \(outcome.logRecords.recorded)")
      let dropped = ledger.droppedTotal
      verdict.expect(
        "spans and log records dropped and counted", Double(dropped.spans + dropped.logRecords), atLeast: 1)
      verdict.expect(
        "growth of resident memory in the later half", slope(of: load.samples) * 60 / 1e6, "MB a minute",
        atMost: 0.5)
      expectHarmless(&verdict, load, timings, ledger, outcome, baseline)
      print("\n\(ledger)")
      return verdict.isGood
    }
  }
}
