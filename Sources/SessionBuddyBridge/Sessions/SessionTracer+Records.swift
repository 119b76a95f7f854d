import Telemetry

/// What became of a span for a recorded session.
public enum SessionSpanResult: Equatable, Sendable {
  /// It was made, as far as the sampler takes it.
  case made
  /// The session has a span already, or is open.
  case alreadyMade
  /// The session has not ended. A span for it now would have to end too, and the one of its real end could not be told
  /// from it, since both have the session's ids.
  case unfinished
  /// The times cannot be true: why, in a few words.
  case implausible(String)
}

extension SessionTracer {
  /// How far ahead of our clock a session may have ended: clocks differ, but not by years.
  private static let clockSkew = Duration.seconds(366 * 86_400)

  /// Makes the span of a session that was recorded, with the times of the record and the ids of the session.
  package func recordSpan(of session: SessionMetrics) -> SessionSpanResult {
    guard !session.sessionID.isEmpty else { return .implausible("the session has no id") }
    guard let end = session.endedAt else { return .unfinished }
    if let problem = problem(from: session.startedAt, to: end) {
      let text = "a session with impossible times has no span: \(problem)"
      diagnostics.reportOnce("session:times", Diagnostic(.warning, text))
      return .implausible(problem)
    }
    let identity = SessionIdentity(of: session.sessionID)
    guard table.claim(identity) else { return .alreadyMade }
    let root = spans.tracer.startRoot(
      SessionKey.span,
      traceID: identity.traceID,
      spanID: identity.spanID,
      attributes: attributes(of: session, lasting: end.duration(since: session.startedAt)),
      at: session.startedAt
    )
    table.noteRoot(root.context)
    root.end(at: end)
    return .made
  }

  private func problem(from start: Timestamp, to end: Timestamp) -> String? {
    if start.nanosecondsSinceEpoch == 0 { return "started_at is 1970-01-01, which stands for unknown" }
    if end < start { return "ended_at is before started_at" }
    if end > spans.clock.now.advanced(by: Self.clockSkew) { return "ended_at is more than a year ahead" }
    let isLonger = !Plausible.sessionSeconds.contains(end.duration(since: start).inSeconds)
    return isLonger ? "ended_at is more than 30 days after started_at" : nil
  }

  /// What the record says; a value that cannot be true is left out, and counted where the record is.
  private func attributes(of session: SessionMetrics, lasting duration: Duration) -> AttributeSet {
    var pairs: [(String, AttributeValue)] = [
      (SessionKey.id, .string(Labels.identifier(session.sessionID))),
      (SessionKey.service, .string(spans.service)),
      (SessionKey.projectPath, .string(spans.labels.project(session.projectPath))),
      (SessionKey.startTime, .string(session.startedAt.iso8601)),
      (SessionKey.timeOfDay, .string(Labels.timeOfDay(session.timeOfDay, startedAt: session.startedAt))),
      (SessionKey.primaryLanguage, .string(Labels.name(session.primaryLanguage))),
      (SessionKey.duration, .double(duration.inMilliseconds)),
    ]
    let counts = [
      (SessionKey.commits, session.commitCount), (SessionKey.checkpoints, session.checkpointCount),
      (SessionKey.files, session.filesModified),
    ]
    for case (let key, let count?) in counts where Plausible.count.contains(count) {
      pairs.append((key, .int(Int64(count))))
    }
    if let quality = session.averageQuality, Plausible.quality.contains(quality) {
      pairs.append((SessionKey.quality, .double(quality)))
    }
    let tools = (session.toolsUsed ?? []).prefix(SessionProgress.maximumTools)
    if !tools.isEmpty { pairs.append((SessionKey.tools, .array(tools.map { .string(Labels.name($0)) }))) }
    return AttributeSet(pairs)
  }
}
