import Telemetry
import XCTest

/// The cases of the W3C's own test suite about `traceparent`, and what the recommendation says beside them.
final class TraceParentTests: XCTestCase {
  private let propagator = W3CTraceContextPropagator()
  private static let trace = "12345678901234567890123456789012"
  private static let span = "1234567890123456"

  private func found(_ value: String, name: String = "traceparent") -> SpanContext? {
    propagator.extract((name, value)).spanContext
  }

  func test_P12_P13_whatIsValid_isReadAndWrittenAgain() {
    XCTAssertEqual(found(Example.parent), Example.span)
    XCTAssertEqual(found(Example.parent)?.isRemote, true)
    XCTAssertEqual(propagator.passOn(("traceparent", Example.parent)), ["traceparent": Example.parent])
    XCTAssertEqual(
      propagator.passOn(("traceparent", Example.parent), ("tracestate", "foo=1")),
      ["traceparent": Example.parent, "tracestate": "foo=1"])
    let digits = "00-0123456789abcdef00000000fedcba98-a0b1c2d3e4f56789-00"
    XCTAssertEqual(propagator.passOn(("traceparent", digits)), ["traceparent": digits])
    XCTAssertEqual(found(digits)?.traceID, TraceID(high: 0x0123_4567_89ab_cdef, low: 0xfedc_ba98))
    XCTAssertEqual(found(digits)?.spanID, SpanID(0xa0b1_c2d3_e4f5_6789))
  }

  func test_P12_withoutAValidSpan_nothingIsWritten() {
    for span in [
      SpanContext.invalid,
      SpanContext(traceID: Example.span.traceID, spanID: .invalid, traceState: ["a": "1"]),
      SpanContext(traceID: .invalid, spanID: Example.span.spanID),
    ] {
      XCTAssertEqual(propagator.fields(of: .with(span)), [:])
    }
    XCTAssertEqual(propagator.fields(of: Context()), [:])
  }

  func test_P14_aValueOfVersion00_isExactly55Characters() {
    for tail in [".", "-", "-anything", "0", "-01"] { XCTAssertNil(found(Example.parent + tail), tail) }
    for count in 0..<55 { XCTAssertNil(found(String(Example.parent.prefix(count))), "\(count)") }
    for index in Example.parent.indices {
      for wrong in ["g", "A", ".", " ", "é", "\u{0}", "/", ":", "`", "@"] {
        var text = Example.parent
        text.replaceSubrange(index...index, with: wrong)
        XCTAssertNil(found(text), text)
      }
    }
  }

  func test_P15_versions_thatCannotBeRead_makeTheFieldUnusable() {
    for version in [".0", "0.", "000", "0000", "0", "", "ff", "FF", "0A"] {
      XCTAssertNil(found("\(version)-\(Self.trace)-\(Self.span)-01"), version)
    }
    XCTAssertNil(found("ff-\(Self.trace)-\(Self.span)-01-future"))
    XCTAssertNil(found("00.\(Self.trace)-\(Self.span)-01"))
  }

  func test_P16_versionsToCome_areReadAsFarAsTheyAreKnown() {
    for value in [
      "cc-\(Self.trace)-\(Self.span)-01", "cc-\(Self.trace)-\(Self.span)-01-future",
      "01-\(Self.trace)-\(Self.span)-01-", "fe-\(Self.trace)-\(Self.span)-01",
    ] {
      XCTAssertEqual(found(value), Example.span, value)
      XCTAssertEqual(propagator.passOn(("traceparent", value)), ["traceparent": Example.parent], value)
    }
    XCTAssertNil(found("cc-\(Self.trace)-\(Self.span)-01.future"))
    XCTAssertNil(found("cc-\(Self.trace)-\(Self.span)-0"))
  }

  func test_P17_idsAndFlags_thatAreWrong_makeTheFieldAndTheTraceStateSayNothing() {
    let zeros = String(repeating: "0", count: 32)
    let wrong = [
      "00-.2345678901234567890123456789012-\(Self.span)-01",
      "00-1234567890123456789012345678901.-\(Self.span)-01",
      "00-\(Self.trace)1-\(Self.span)-01", "00-\(Self.trace.dropLast())-\(Self.span)-01",
      "00-\(Self.trace)-.234567890123456-01", "00-\(Self.trace)-\(Self.span)1-01",
      "00-\(Self.trace)-\(Self.span.dropLast())-01", "00-\(zeros)-\(Self.span)-01",
      "00-\(Self.trace)-\(zeros.prefix(16))-01", "00-\(Self.trace)-\(Self.span)-.0",
      "00-\(Self.trace)-\(Self.span)-0.", "00-\(Self.trace)-\(Self.span)-001",
      "00-\(Self.trace)-\(Self.span)-1",
      "00-\(Self.trace)-\(Self.span)-0A", "00-1234567890123456789012345678ABCD-\(Self.span)-01",
      "00-\(Self.trace)-123456789012ABCD-01",
    ]
    for value in wrong {
      XCTAssertNil(found(value), value)
      XCTAssertEqual(propagator.passOn(("traceparent", value), ("tracestate", "foo=1")), [:], value)
    }
  }

  func test_P18_blanksAround_areNotPartOfTheValueAndNamesHaveAnyCase() {
    for value in [
      " \(Example.parent)", "\t\(Example.parent)", "\(Example.parent) ", "\(Example.parent)\t",
      "\t \(Example.parent) \t",
    ] {
      XCTAssertEqual(found(value), Example.span, value)
    }
    for name in ["TraceParent", "TRACEPARENT", "TrAcEpArEnT"] {
      XCTAssertEqual(found(Example.parent, name: name), Example.span, name)
      XCTAssertEqual(propagator.passOn((name, Example.parent)), ["traceparent": Example.parent])
    }
    for name in ["trace-parent", "trace.parent", "traceparent "] {
      XCTAssertNil(found(Example.parent, name: name), name)
    }
    for name in ["trace-state", "trace.state"] {
      XCTAssertEqual(
        propagator.passOn(("traceparent", Example.parent), (name, "foo=1")), ["traceparent": Example.parent])
    }
  }

  func test_P18_moreThanOneField_isNone() {
    let other = "00-12345678901234567890123456789011-1234567890123456-01"
    XCTAssertNil(propagator.extract(("traceparent", Example.parent), ("traceparent", other)).spanContext)
    XCTAssertNil(
      propagator.extract(("traceparent", Example.parent), ("Traceparent", Example.parent)).spanContext)
    XCTAssertNil(
      propagator.extract(
        ("traceparent", "bad"), ("traceparent", Example.parent), ("traceparent", "bad")
      ).spanContext)
    XCTAssertNil(
      propagator.extract(from: ["traceparent": Example.parent, "TraceParent": other], into: Context())
        .spanContext)
  }

  func test_P19_flags_areBits() {
    for (text, flags) in [("00", 0), ("01", 1), ("02", 2), ("03", 3), ("ff", 0xff), ("fd", 0xfd)]
      as [(String, UInt8)]
    {
      let span = found("00-\(Self.trace)-\(Self.span)-\(text)")
      XCTAssertEqual(span?.flags, TraceFlags(rawValue: flags), text)
      XCTAssertEqual(span?.isSampled, flags & 1 == 1, text)
      XCTAssertEqual(span?.flags.contains(.random), flags & 2 == 2, text)
    }
  }

  func test_P20_theRandomFlag_goesOutAsItCameAndUndefinedOnesAreZero() {
    for (arrives, leaves) in [
      ("00", "00"), ("02", "02"), ("03", "03"), ("fc", "00"), ("ff", "03"), ("fd", "01"),
    ] {
      XCTAssertEqual(
        propagator.passOn(("traceparent", "00-\(Self.trace)-\(Self.span)-\(arrives)")),
        ["traceparent": "00-\(Self.trace)-\(Self.span)-\(leaves)"])
    }
  }
}
