import Telemetry
import XCTest

final class SpanContextTests: XCTestCase {
  private let traceID = TraceID(high: 0x0123_4567_89AB_CDEF, low: 0x0011_2233_4455_6677)
  private let spanID = SpanID(0x00F0_67AA_0BA9_02B7)

  func test_T06_ids_areValidUnlessAllBytesAreZero() {
    XCTAssertFalse(TraceID.invalid.isValid)
    XCTAssertFalse(TraceID(high: 0, low: 0).isValid)
    XCTAssertTrue(TraceID(high: 0, low: 1).isValid)
    XCTAssertTrue(TraceID(high: 1 << 63, low: 0).isValid)
    XCTAssertFalse(SpanID.invalid.isValid)
    XCTAssertTrue(SpanID(1).isValid)
    for (trace, span, isValid) in [
      (traceID, spanID, true), (.invalid, spanID, false), (traceID, .invalid, false),
      (.invalid, .invalid, false),
    ] {
      XCTAssertEqual(SpanContext(traceID: trace, spanID: span).isValid, isValid)
    }
  }

  func test_T07_ids_areHadAsBytesAndAsLowercaseDigits() {
    XCTAssertEqual(traceID.description, "0123456789abcdef0011223344556677")
    XCTAssertEqual(spanID.description, "00f067aa0ba902b7")
    XCTAssertEqual(
      traceID.bytes,
      [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77])
    XCTAssertEqual(spanID.bytes, [0x00, 0xF0, 0x67, 0xAA, 0x0B, 0xA9, 0x02, 0xB7])
    XCTAssertEqual(TraceID.invalid.description, String(repeating: "0", count: 32))
  }

  func test_T07_ids_areReadFromTheirDigitsOnly() {
    XCTAssertEqual(TraceID("0123456789abcdef0011223344556677"), traceID)
    XCTAssertEqual(SpanID("00f067aa0ba902b7"), spanID)
    for digits in [
      "", "0", "0123456789ABCDEF0011223344556677", "0123456789abcdef001122334455667", "00f067aa0ba902b7g",
    ] {
      XCTAssertNil(TraceID(digits), digits)
      XCTAssertNil(SpanID(digits), digits)
    }
    XCTAssertNil(SpanID("00F067AA0BA902B7"))
    XCTAssertNil(TraceID("0123456789abcdef0011223344556677 "))
  }

  /// Any byte anywhere: what is no digit is found wherever it stands.
  func test_T07_digits_areTheseSixteenAndNoOthers() {
    let digits = Array("0123456789abcdef0011223344556677".utf8)
    for place in digits.indices {
      for byte in 0...UInt8(127) {
        var changed = digits
        changed[place] = byte
        let text = String(decoding: changed, as: UTF8.self)
        let expected =
          Unicode.Scalar(byte).properties.isASCIIHexDigit
          && !("A"..."F").contains(Character(Unicode.Scalar(byte)))
        XCTAssertEqual(TraceID(text) != nil, expected, "\(byte) at \(place)")
        if expected { XCTAssertEqual(TraceID(text)?.description, text) }
      }
    }
    XCTAssertNil(SpanID("00f067aa0ba902é"), "two bytes that are no digits")
  }

  func test_T08_context_isRemoteWhenAPropagatorBroughtIt() {
    let propagator = W3CTraceContextPropagator()
    let remote = propagator.extract(from: ["traceparent": "00-\(traceID)-\(spanID)-01"], into: Context())
    XCTAssertEqual(remote.spanContext?.isRemote, true)

    let child = SpanBench().tracer.startSpan("child", parent: .span(of: remote))
    XCTAssertEqual(child.context.traceID, traceID)
    XCTAssertFalse(child.context.isRemote)
    XCTAssertFalse(SpanContext(traceID: traceID, spanID: spanID).isRemote)
  }

  func test_T09_T10_context_isMadeFromItsParts() {
    let context = SpanContext(
      traceID: traceID, spanID: spanID, flags: [.sampled, .random], traceState: ["a": "1"], isRemote: true)

    XCTAssertEqual(context.traceID, traceID)
    XCTAssertEqual(context.spanID, spanID)
    XCTAssertEqual(context.flags.rawValue, 0x03)
    XCTAssertEqual(context.traceState["a"], "1")
    XCTAssertTrue(context.isRemote)
    XCTAssertTrue(context.isSampled)
    XCTAssertFalse(SpanContext(traceID: traceID, spanID: spanID, flags: .random).isSampled)
    XCTAssertEqual(TraceFlags.sampled.rawValue, 0x01)
    XCTAssertEqual(TraceFlags.random.rawValue, 0x02)
  }

  func test_T25_wrappedContext_isASpanThatDoesNothing() throws {
    let span = try XCTUnwrap(Context().setting(spanContext: Parent.remoteSampled).span)
    span.setAttribute("a", 1)
    span.addEvent("e")
    span.setStatus(.ok)
    span.end()

    XCTAssertEqual(span.context, Parent.remoteSampled)
    XCTAssertFalse(span.isRecording)
  }
}
