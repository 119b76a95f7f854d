import SessionBuddyTelemetry

/// What the README shows first, as one program; `reader` takes what it would print.
func quickStart(settings: String, start: Timestamp, reader print: (Ledger) -> Void) throws {
  // README: step 3
  let telemetry = try SessionTelemetry.start(settingsAt: settings)

  var session = SessionMetrics(sessionID: "s1", projectPath: "/src/ledger", startedAt: start)
  session.commitCount = 3
  telemetry.record(session)

  let imports = telemetry.meter.counter("ledger.imports", unit: "{import}")
  imports.add(1, ["format": "csv"])

  telemetry.tracer.withSpan("ledger.reconcile") { span in
    span.setAttribute("ledger.accounts", 12)
  }
  // README: step 4
  let ledger = telemetry.shutdown()
  print(ledger)
  // README: end
}
