import OTLPExporter
import SessionBuddyBridge
import Synchronization
public import Telemetry

extension SessionTelemetry {
  /// How long the end of a process is held up by storing what waits, unless the disk is slow.
  private static let timeToStore = Duration.seconds(1)

  /// Collects and sends everything recorded so far, and waits for it; false when that has not finished in time, and at once
  /// in a callback of an instrument, for which the collection would have to wait.
  public func flush(within duration: Duration = .seconds(10)) -> Bool {
    guard let pipeline else { return true }
    guard origin.isHere, !meterProvider.isAskedFromWithin() else { return false }
    let deadline = clock.instant.advanced(by: duration)
    // One job of the worker, so that all signals are handed over before the first is waited for.
    let isSent =
      pipeline.worker.perform(until: deadline) { [meterProvider] in
        pipeline.exporter.sealOpenChunks()
        let isCollected = meterProvider.flush(until: deadline)
        return pipeline.exporter.flush(until: deadline) && isCollected
      } ?? false
    return pipeline.spanProcessors.map { $0.flush(until: deadline) }.allSatisfy(\.self) && isSent
  }

  /// Collects and sends a last time, gives up the rest when the time is over, and tells where every item went.
  ///
  /// A session that is still open ends before that, as ``SessionOutcome/unfinished``.
  /// The time is `otel_shutdown_timeout_seconds` unless given, for all signals, callbacks of instruments and processors
  /// together; whichever of these takes longer costs only what it has to say itself. To break off a call takes up to 0.2 s
  /// more, and to store what is left on a disk that is slow up to 2 s. Further calls wait for the first and return the same
  /// ledger.
  @discardableResult
  public func shutdown(within duration: Duration? = nil) -> Ledger {
    guard let pipeline, origin.isHere else { return Ledger() }
    let deadline = clock.instant.advanced(by: duration ?? settings.shutdownTimeout)
    guard pipeline.final.begin() else { return waitForShutdown(of: pipeline, until: deadline) }
    return end(pipeline, until: deadline)
  }

  /// Collects a last time and moves everything that waits to the spool, without asking the collector or code of the program:
  /// what callbacks would observe, and what waits in other processors and readers, is left out.
  func storeRest() {
    guard let pipeline, origin.isHere, pipeline.final.begin() else { return }
    let deadline = clock.instant.advanced(by: Self.timeToStore)
    pipeline.worker.hurry()
    meterProvider.endCallbacks(by: clock.instant)
    sessions.shutdown()
    pipeline.exporter.refuseItems()
    _ = pipeline.reader?.shutdown(until: deadline)
    let ledger = pipeline.exporter.shutdown(until: deadline)
    pipeline.final.end(with: ledger)
    guard ledger.spooled != ItemCounts() || ledger.dropped[.shutdown] != nil else { return }
    let text = "telemetry ended without shutdown: what was not sent is left to the next start\n\(ledger)"
    diagnostics.report(Diagnostic(.warning, text))
  }

  private func end(_ pipeline: Pipeline, until deadline: Instant) -> Ledger {
    let start = clock.instant
    meterProvider.endCallbacks(by: start.endOfCollection(before: deadline))
    sessions.shutdown()
    pipeline.exporter.refuseItems()
    // What the program has besides the exporter has the same time, not a part of the exporter's.
    let others = SideWork(clock: clock)
    if !pipeline.spanProcessors.isEmpty {
      others.begin { [tracerProvider] in tracerProvider.shutdown(until: deadline) }
    }
    // Before the last collection, whose callbacks may take their time.
    _ = pipeline.exporter.flush(until: start.advanced(by: start.duration(until: deadline) / 4))
    _ = pipeline.reader?.shutdown(until: deadline)
    if pipeline.hasOtherReaders {
      others.begin { [meterProvider] in meterProvider.shutdown(until: deadline) }
    }
    let ledger = pipeline.exporter.shutdown(until: deadline)
    _ = others.wait(until: deadline)
    // Nothing of these has to be waited for any more.
    _ = tracerProvider.shutdown(until: deadline)
    _ = loggerProvider.shutdown(until: deadline)
    _ = meterProvider.shutdown(until: deadline)
    pipeline.final.end(with: ledger)
    return ledger
  }

  /// The ledger of the shutdown that somebody else began, or how it stands when that has not ended soon after `deadline`.
  private func waitForShutdown(of pipeline: Pipeline, until deadline: Instant) -> Ledger {
    // Whoever came with the first must not leave just before it.
    let deadline = deadline.advanced(by: pipeline.exporter.patience)
    while true {
      if let ledger = pipeline.final.ledger {
        // A raise wakes one: pass it on to the next who waits.
        pipeline.final.isStopped.raise()
        return ledger
      }
      guard clock.instant < deadline else { return pipeline.exporter.ledger }
      clock.wait(for: pipeline.final.isStopped, until: deadline)
    }
  }

  /// How telemetry is doing.
  public func health() -> TelemetryHealth {
    guard origin.isHere else { return .inForkedChild }
    let condition = pipeline?.exporter.condition
    return TelemetryHealth(
      state: state,
      ledger: pipeline?.exporter.ledger ?? Ledger(),
      records: bridge.ledger(),
      queuedBytes: pipeline?.exporter.queuedBytes ?? 0,
      lastSuccess: condition?.lastSuccess,
      lastProblem: condition?.lastProblem,
      dropping: condition?.dropping ?? [],
      incidents: diagnostics.occurrences
    )
  }

  private var state: TelemetryHealth.State {
    guard let pipeline else { return .disabled }
    guard pipeline.final.phase.withLock({ if case .running = $0 { true } else { false } }) else {
      return .stopped
    }
    let condition = pipeline.exporter.condition
    if condition.isFailing { return .failing }
    return condition.lastSuccess == nil ? .starting : .healthy
  }
}
