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

/// What the README shows of a trace that goes on in another process.
func handOn(_ telemetry: SessionTelemetry) {
  // README: propagation
  // The caller, in a span of its own:
  var meta: [String: AttributeValue] = ["progressToken": 7]
  telemetry.propagator.inject(.current, into: &meta, using: .mcpMeta)

  // Who is called:
  let context = telemetry.propagator.extract(from: meta, using: .mcpMeta, into: Context())
  context.run {
    telemetry.tracer.withSpan("tools/call", kind: .server) { span in
      span.setAttribute("tenant", .string(Baggage.current["tenant"] ?? "none"))
    }
  }
  // README: end
}

/// What the README shows of log records.
func logRecords(_ telemetry: SessionTelemetry, start: Timestamp) {
  // README: log records
  telemetry.tracer.withSpan("ledger.import") { span in
    telemetry.logger.emit("import started", severity: .info, attributes: ["ledger.format": "csv"])
    telemetry.logger.emit(event: "ledger.import.finished", attributes: ["ledger.rows": 1_204])
  }

  var late = LogRecord("balance corrected", severity: .warn, context: .none, time: start)
  late.severityText = "notice"
  telemetry.logger.emit(late)
  // README: end
}

/// What the README shows of the traces of sessions.
func sessions(_ telemetry: SessionTelemetry) {
  // README: sessions
  let session = telemetry.startSession(id: "01M7W918A5QKFBF5KZNWJ47TAN", projectPath: "/src/ledger")
  session.withSpan(.checkpoint) { span in
    span.setAttribute("ledger.files", 12)
  }
  session.withSpan(.tool("Bash")) { _ in session.withSpan(.search) { _ in } }
  session.end()

  // Another process:
  telemetry.continueSession(id: "01M7W918A5QKFBF5KZNWJ47TAN", operation: "route_task") { span in
    span.setAttribute("mahavishnu.pool", "swarm")
  }
  // README: end
}
