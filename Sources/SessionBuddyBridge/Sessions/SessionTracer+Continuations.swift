import Synchronization
package import Telemetry

/// Work of other services for a session.
extension SessionTracer {
  private static let maximumOperationLength = 64

  /// Starts a span for `operation`, in the current trace or one of its own, that links to the session.
  package func continueSession(
    id: String,
    operation: String,
    taskClass: TaskClass?,
    selector: String?
  ) -> SessionContinuation {
    let operation = name(of: operation)
    var pairs: [(String, AttributeValue)] = [
      (SessionKey.operation, .string(operation)), (SessionKey.service, .string(spans.service)),
    ]
    pairs += SessionSpans.classification(taskClass, selector)
    var links: [SpanLink] = []
    if !id.isEmpty {
      pairs.append((SessionKey.linked, .string(Labels.identifier(id))))
      let identity = SessionIdentity(of: id)
      links.append(SpanLink(context: table.open(identity)?.context ?? identity.context))
    }
    let start = WorkStart(spans.clock)
    let span = spans.tracer.startSpan(
      SessionKey.continuation + operation, attributes: AttributeSet(pairs), links: links, at: start.time)
    return SessionContinuation(span, start, spans.clock)
  }

  /// Runs `body` in such a span; an error that it throws is its outcome.
  package func continueSession<Output, Failure: Error>(
    id: String,
    operation: String,
    taskClass: TaskClass?,
    selector: String?,
    _ body: (Span) throws(Failure) -> Output
  ) throws(Failure) -> Output {
    let work = continueSession(id: id, operation: operation, taskClass: taskClass, selector: selector)
    do throws(Failure) {
      let output = try spans.run(in: work.span, body)
      work.endKeepingStatus(.success)
      return output
    } catch {
      work.endKeepingStatus(.error)
      throw error
    }
  }

  /// Runs `body` in such a span, across suspensions and child tasks.
  package func continueSession<Output, Failure: Error>(
    id: String,
    operation: String,
    taskClass: TaskClass?,
    selector: String?,
    isolation: isolated (any Actor)?,
    _ body: (Span) async throws(Failure) -> Output
  ) async throws(Failure) -> Output {
    let work = continueSession(id: id, operation: operation, taskClass: taskClass, selector: selector)
    do throws(Failure) {
      let output = try await spans.run(in: work.span, isolation: isolation, body)
      work.endKeepingStatus(.success)
      return output
    } catch {
      work.endKeepingStatus(.error)
      throw error
    }
  }

  /// `operation` as a part of a span's name: ASCII letters, digits, `_`, `-` and `.`, at most 64 of them, and at most
  /// ``maximumOperations`` different ones.
  private func name(of operation: String) -> String {
    let bytes = operation.utf8.prefix(Self.maximumOperationLength).map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
        byte
      default: UInt8(ascii: "_")
      }
    }
    guard !bytes.isEmpty else { return Labels.unknown }
    let name = String(decoding: bytes, as: UTF8.self)
    let isKnown = operations.withLock { known in
      guard known.count < Self.maximumOperations else { return known.contains(name) }
      known.insert(name)
      return true
    }
    if isKnown { return name }
    let text =
      "more than \(Self.maximumOperations) different operations continue sessions: further ones are called \(Labels.other)"
    diagnostics.reportOnce("session:operations", Diagnostic(.warning, text))
    return Labels.other
  }
}
