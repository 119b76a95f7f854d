import Telemetry
import XCTest

/// The cases of the W3C's own test suite about `tracestate`, and what one can do with it.
final class TraceStateTests: XCTestCase {
  private let propagator = W3CTraceContextPropagator()

  /// The `tracestate` that leaves when these arrive beside a valid `traceparent`; the latter always survives (P-22).
  private func passedOn(_ states: String..., line: UInt = #line) -> String? {
    var fields = [(name: "traceparent", value: Example.parent)]
    fields += states.map { (name: "tracestate", value: $0) }
    let context = propagator.extract(from: fields, using: .headerList, into: Context())
    let headers = propagator.fields(of: context)
    XCTAssertEqual(headers["traceparent"], Example.parent, line: line)
    return headers["tracestate"]
  }

  func test_P22_P26_whatIsMalformed_spoilsAllOfTheStateAndNothingElse() {
    let long = String(repeating: "t", count: 257) + "=1"
    let members33 = (0..<33).map { "k\($0)=1" }.joined(separator: ",")
    for wrong in [
      "foo =1", "FOO=1", "foo.bar=1", "@foo=1", long, "foo=bar=baz", "foo=", members33, "foo", "=1",
      "foo=\u{e9}", "foo=a\tb", "foo=\u{7f}",
    ] {
      XCTAssertNil(passedOn(wrong), wrong)
      XCTAssertNil(passedOn("good=1", wrong), wrong)
      XCTAssertNil(passedOn("good=1,\(wrong)"), wrong)
    }
  }

  func test_P22_aStateWithoutAParent_isDropped() {
    XCTAssertEqual(propagator.passOn(("tracestate", "foo=1")), [:])
    XCTAssertNil(propagator.extract(("tracestate", "foo=1")).spanContext)
  }

  func test_P23_severalFields_areOneInTheirOrder() {
    XCTAssertEqual(passedOn("foo=1,bar=2", "rojo=1,congo=2", "baz=3"), "foo=1,bar=2,rojo=1,congo=2,baz=3")
    XCTAssertEqual(passedOn("foo=1", ""), "foo=1")
    XCTAssertEqual(passedOn("", "foo=1"), "foo=1")
    let halves = [0..<16, 16..<32].map { $0.map { "k\($0)=1" }.joined(separator: ",") }
    XCTAssertEqual(passedOn(halves[0], halves[1]), halves[0] + "," + halves[1])
    XCTAssertNil(passedOn(halves[0], halves[1], "k32=1"))
  }

  func test_P24_keys_areThoseOfLevel2() {
    let keys = [
      "a", "0", "foo@", "foo@@bar", "foo@bar", "0_-*/@", String(repeating: "a", count: 256),
      String(repeating: "t", count: 242) + "@v", "t@" + String(repeating: "v", count: 15),
    ]
    for key in keys { XCTAssertEqual(passedOn("\(key)=1"), "\(key)=1") }
  }

  func test_P25_values_arePrintableAndDoNotEndInSpaces() {
    XCTAssertEqual(passedOn("foo= 1"), "foo= 1")
    XCTAssertEqual(passedOn("foo=1 "), "foo=1")
    XCTAssertEqual(passedOn("foo=a b"), "foo=a b")
    XCTAssertEqual(passedOn("foo=!~\"{}"), "foo=!~\"{}")
    let value = String(repeating: "v", count: 256)
    XCTAssertEqual(passedOn("foo=\(value)"), "foo=\(value)")
    XCTAssertNil(passedOn("foo=\(value)v"))
    XCTAssertNil(passedOn("foo= "))
  }

  func test_P26_blanksAndEmptyMembers_meanNothing() {
    XCTAssertEqual(passedOn("foo=1 \t , \t bar=2, \t baz=3"), "foo=1,bar=2,baz=3")
    XCTAssertEqual(passedOn("foo=1,,bar=2, ,\t,"), "foo=1,bar=2")
    XCTAssertEqual(passedOn(",foo=1", " bar=2 "), "foo=1,bar=2")
    XCTAssertNil(passedOn(" ,\t,"))
    XCTAssertNil(passedOn(""))
    let members32 = (0..<32).map { "k\($0)=1" }.joined(separator: ",")
    XCTAssertEqual(passedOn(members32), members32)
  }

  func test_P27_aKeyThatIsThereTwice_staysAndTheTraceGoesOn() {
    XCTAssertEqual(passedOn("foo=1,foo=2"), "foo=1,foo=2")
  }

  func test_P28_whatIsValid_isPassedOnWhole() {
    let member = "=" + String(repeating: "v", count: 256)
    let longest = (0..<32).map { "\($0)".padded(to: 256) + member }.joined(separator: ",")
    XCTAssertEqual(longest.utf8.count, 32 * 513 + 31)
    XCTAssertEqual(passedOn(longest), longest)
  }

  func test_P29_whatIsWritten_goesToTheFront() {
    let state = TraceState("a=1,b=2,c=3")
    XCTAssertEqual(state?.setting("d", to: "4").header, "d=4,a=1,b=2,c=3")
    XCTAssertEqual(state?.setting("b", to: "5").header, "b=5,a=1,c=3")
    XCTAssertEqual(TraceState("a=1,b=2,a=3")?.setting("a", to: "4").header, "a=4,b=2")
    let full = TraceState((0..<32).map { "k\($0)=1" }.joined(separator: ","))
    XCTAssertEqual(full?.setting("new", to: "1").entries.map(\.key), ["new"] + (0..<31).map { "k\($0)" })
    XCTAssertEqual(full?.setting("k31", to: "2").entries.count, 32)
    XCTAssertEqual(full?.setting("k31", to: "2").entries.last?.key, "k30")
  }

  func test_P30_states_areReadAndChangedAndStayValid() {
    let state = TraceState("a=1,ab=2")
    XCTAssertEqual(state?["a"], "1")
    XCTAssertEqual(state?["ab"], "2")
    XCTAssertNil(state?["b"])
    XCTAssertNil(state?[""])
    XCTAssertEqual(state?.removing("a").header, "ab=2")
    XCTAssertEqual(state?.removing("b"), state)
    XCTAssertEqual(state?.removing("a").removing("ab").isEmpty, true)
    XCTAssertEqual(TraceState().setting("a", to: "1").description, "a=1")
    XCTAssertEqual(TraceState(headers: ["a=1", " b=2 "])?.entries.map(\.value), ["1", "2"])
    for (key, value) in [
      ("A", "1"), ("", "1"), ("a", ""), ("a", "1,b=2"), ("a", "1 "), ("a", "\n"), ("a=b", "1"),
    ] {
      XCTAssertEqual(state?.setting(key, to: value), state, "\(key)=\(value)")
    }
    XCTAssertNil(TraceState("a"))
  }

  func test_T09_P30_stateOfASpan_isWrittenAsADictionaryAndAlwaysValid() {
    let state: TraceState = ["b": "2", "a": "1", "A": "3", "c": "4\r\nx: y", "b": "5"]
    XCTAssertEqual(state.header, "b=2,a=1")
    let span = SpanContext(traceID: Example.span.traceID, spanID: Example.span.spanID, traceState: state)
    XCTAssertEqual(propagator.fields(of: .with(span))["tracestate"], "b=2,a=1")
    XCTAssertTrue(SpanContext(traceID: Example.span.traceID, spanID: Example.span.spanID).traceState.isEmpty)
  }

  func test_P03_P12_aStateThatIsEmpty_isNotSent() {
    for state in [TraceState(), [:], ["": ""], TraceState(",")] as [TraceState?] {
      let span = SpanContext(
        traceID: Example.span.traceID, spanID: Example.span.spanID, traceState: state ?? ["not": "empty"])
      XCTAssertEqual(Array(propagator.fields(of: .with(span)).keys), ["traceparent"])
    }
  }
}

extension String {
  fileprivate func padded(to count: Int) -> String {
    self + String(repeating: "x", count: count - utf8.count)
  }
}
