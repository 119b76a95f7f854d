import Telemetry
import TelemetryTesting
import XCTest

final class ContextTests: XCTestCase {
  private struct Mistake: Error, Equatable {}
  private let baggage = Baggage().setting("tenant", to: "acme")

  func test_C01_writing_yieldsANewContextWithWhatTheOldOneHeld() {
    let key = ContextKey<Int>("n")
    let old = Context.with(Example.span).setting(key, to: 1)
    let new = old.setting(key, to: 2).setting(baggage: baggage)

    XCTAssertEqual(old[key], 1)
    XCTAssertEqual(old.baggage, Baggage())
    XCTAssertEqual(new[key], 2)
    XCTAssertEqual(new.baggage, baggage)
    XCTAssertEqual(new.spanContext, Example.span)
  }

  func test_C02_keysOfOneName_areTwoKeys() {
    let one = ContextKey<String>("same")
    let other = ContextKey<String>("same")
    let context = Context().setting(one, to: "a")

    XCTAssertEqual(one.name, "same")
    XCTAssertEqual(context[one], "a")
    XCTAssertNil(context[other])
    XCTAssertNil(Context()[one])
    XCTAssertNil(context.setting(one, to: nil)[one])
    XCTAssertEqual(context.setting(other, to: "b")[one], "a")
  }

  /// The debug flag of B3 has a key that nobody else has; it is there for its owner only.
  func test_C03_keys_areTheirOwnersAlone() {
    let context = B3Propagator().extract(("b3", "12345678901234567890123456789012-1234567890123456-d"))
    let guessed = ContextKey<Bool>("b3.debug")

    XCTAssertNil(context[guessed])
    let overwritten = context.setting(guessed, to: false)
    XCTAssertEqual(
      B3Propagator().fields(of: overwritten)["b3"], "12345678901234567890123456789012-1234567890123456-d")
  }

  func test_C04_current_isThatOfTheTaskAndOfItsChildren() async {
    let key = ContextKey<Int>("n")
    let context = Context.with(Example.span).setting(baggage: baggage).setting(key, to: 7)
    await context.run {
      await Task.yield()
      XCTAssertEqual(Context.current[key], 7)
      async let child = (Context.current.baggage, Context.current.spanContext)
      let (childBaggage, childSpan) = await child
      XCTAssertEqual(childBaggage, baggage)
      XCTAssertEqual(childSpan, Example.span)
      await Task.detached { XCTAssertNil(Context.current[key]) }.value
    }
    XCTAssertNil(Context.current[key])
    XCTAssertNil(Context.current.spanContext)
  }

  func test_C05_theFormerContext_comesBackAlsoAfterAnError() {
    let key = ContextKey<Int>("n")
    let outer = Context().setting(key, to: 1)
    outer.run {
      let error = failure { () throws(Mistake) in
        try Context.current.setting(key, to: 2).run { () throws(Mistake) in
          XCTAssertEqual(Context.current[key], 2)
          throw Mistake()
        }
      }
      XCTAssertEqual(error, Mistake())
      XCTAssertEqual(Context.current[key], 1)
    }
    XCTAssertNil(Context.current[key])
  }

  func test_C05_T14_anEmptyContext_takesTheSpanAway() {
    Context.with(Example.span).run {
      Context().run { XCTAssertNil(Span.current) }
      XCTAssertEqual(Span.current?.context, Example.span)
    }
  }

  func test_C06_spans_goInAndOut() {
    let tracer = TracerProvider(resource: Resource(), processors: []).tracer(named: "t")
    let span = tracer.startSpan("work", parent: .context(Example.span))
    let context = Context().setting(span: span)

    XCTAssertEqual(context.span?.context, span.context)
    XCTAssertEqual(context.spanContext, Example.span)
    XCTAssertNil(context.setting(span: nil).span)
    XCTAssertNil(Context().spanContext)
    XCTAssertEqual(Context.with(Example.span).span?.context, Example.span)
    XCTAssertEqual(Context.with(Example.span).span?.isRecording, false)
    context.run { XCTAssertEqual(Span.current?.context, span.context) }
  }

  func test_C06_T14_aSpanContinuesTheTraceOfTheContext() {
    let tracer = TracerProvider(resource: Resource(), processors: [IgnoringProcessor()]).tracer(named: "t")
    let remote = Context.with(Example.span)

    let explicit = tracer.startSpan("a", parent: .span(of: remote))
    let implicit = remote.run { tracer.startSpan("b") }
    for span in [explicit, implicit] {
      XCTAssertEqual(span.context.traceID, Example.span.traceID)
      XCTAssertNotEqual(span.context.spanID, Example.span.spanID)
      XCTAssertFalse(span.context.isRemote)
    }
    XCTAssertNotEqual(
      tracer.startSpan("c", parent: .span(of: Context())).context.traceID, Example.span.traceID)
  }

  func test_C06_theCurrentSpan_isThatOfTheCurrentContext() {
    let tracer = TracerProvider(resource: Resource(), processors: [IgnoringProcessor()]).tracer(named: "t")
    baggage.run {
      tracer.withSpan("work") { span in
        XCTAssertEqual(Context.current.span?.context, span.context)
        XCTAssertEqual(Context.current.baggage, baggage)
      }
    }
  }
}

/// Makes spans record, and keeps none.
private final class IgnoringProcessor: SpanProcessor {
  func onEnd(_ span: FinishedSpan) {}
  func flush(until deadline: Instant) -> Bool { true }
  func shutdown(until deadline: Instant) -> Bool { true }
}

/// The error `body` throws, already typed.
private func failure<E: Error>(_ body: () throws(E) -> Void) -> E? {
  do throws(E) {
    try body()
  } catch {
    return error
  }
  return nil
}
