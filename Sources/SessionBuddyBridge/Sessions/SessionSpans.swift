import Telemetry

/// What all spans of sessions are made with.
struct SessionSpans: Sendable {
  let tracer: Tracer
  let clock: any TelemetryClock
  let labels: Labels
  /// What the service is called that makes them.
  let service: String
  /// Whether the text of an error may be shown; it may name what a path is hidden for.
  let showsErrorText: Bool

  /// The attributes that say what work is about, as far as that is known.
  static func classification(_ taskClass: TaskClass?, _ selector: String?) -> [(String, AttributeValue)] {
    var pairs: [(String, AttributeValue)] = []
    if let taskClass { pairs.append((SessionKey.taskClass, .string(taskClass.rawValue))) }
    if let selector { pairs.append((SessionKey.selector, .string(Labels.name(selector)))) }
    return pairs
  }

  /// Runs `body` with `span` as the current one; a thrown error is noted and makes the status error.
  func run<Output, Failure: Error>(
    in span: Span,
    _ body: (Span) throws(Failure) -> Output
  ) throws(Failure) -> Output {
    // What runs with a task local only rethrows untyped errors, so the typed one travels in a result.
    let result: Result<Output, Failure> = span.runAsCurrent {
      do throws(Failure) {
        return .success(try body(span))
      } catch {
        return .failure(error)
      }
    }
    if case .failure(let error) = result { note(error, on: span) }
    return try result.get()
  }

  /// The same across suspensions and child tasks.
  func run<Output, Failure: Error>(
    in span: Span,
    isolation: isolated (any Actor)?,
    _ body: (Span) async throws(Failure) -> Output
  ) async throws(Failure) -> Output {
    let result: Result<Output, Failure> = await span.runAsCurrent(isolation: isolation) {
      do throws(Failure) {
        return .success(try await body(span))
      } catch {
        return .failure(error)
      }
    }
    if case .failure(let error) = result { note(error, on: span) }
    return try result.get()
  }

  private func note(_ error: any Error, on span: Span) {
    guard span.isRecording else { return }
    guard !showsErrorText else {
      span.recordError(error)
      return span.setStatus(.error("\(error)"))
    }
    let type = "\(type(of: error))"
    span.addEvent("exception", ["exception.type": .string(type)])
    span.setStatus(.error(type))
  }
}

/// When a piece of work began, on both clocks, so that its end and its duration agree whatever becomes of the time of
/// day meanwhile (FS-29).
struct WorkStart: Sendable {
  let time: Timestamp
  private let instant: Instant

  init(_ clock: any TelemetryClock) {
    time = clock.now
    instant = clock.instant
  }

  /// Ends `span`, which began here, at `end`, and says how the work went: in its status too, unless that is kept.
  func end(_ span: Span, _ outcome: SessionOutcome, at end: Instant, keepsStatus: Bool = false) {
    let duration = instant.duration(until: end)
    span.setAttributes([
      SessionKey.duration: .double(duration.inMilliseconds),
      SessionKey.outcome: .string(outcome.rawValue),
    ])
    switch outcome {
    case .success where !keepsStatus: span.setStatus(.ok)
    case .error where !keepsStatus: span.setStatus(.error(""))
    case .success, .error, .abandoned, .unfinished: break
    }
    span.end(at: time.advanced(by: duration))
  }
}

extension Duration {
  /// Milliseconds, as exactly as whole nanoseconds allow.
  var inMilliseconds: Double { Double(wholeNanoseconds) / 1_000_000 }
}
