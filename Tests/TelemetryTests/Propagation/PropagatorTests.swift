import Synchronization
import Telemetry
import XCTest

final class PropagatorTests: XCTestCase {
  private let all: [any TextMapPropagator] = [
    W3CTraceContextPropagator(), W3CBaggagePropagator(), B3Propagator(), B3Propagator(.multi),
    NoOpPropagator(),
    Propagators.standard,
  ]

  /// The same context there and back, through any carrier.
  func test_P01_everyPropagator_writesAndReads() {
    let context = Context.with(Example.span).setting(baggage: Baggage().setting("a", to: "1"))
    for propagator in all {
      var list: [HeaderList.Field] = []
      propagator.inject(context, into: &list, using: .headerList)
      let found = propagator.extract(from: list, using: .headerList, into: Context())
      let names = Set(list.map(\.name))
      XCTAssertTrue(names.isSubset(of: propagator.fields), "\(names)")
      XCTAssertEqual(found.spanContext != nil, names.count > 0 && names != ["baggage"])
      if let span = found.spanContext { XCTAssertEqual(span, Example.span) }
      if names.contains("baggage") { XCTAssertEqual(found.baggage, context.baggage) }
    }
  }

  func test_P02_whatCannotBeRead_leavesTheContextAsItWas() {
    let own = Context.with(Example.span).setting(baggage: Baggage().setting("own", to: "1"))
    let garbage = [
      "traceparent": "00-bad", "tracestate": "a=1", "baggage": "\u{0}", "b3": "x", "X-B3-TraceId": "1",
      "X-B3-SpanId": "2",
    ]
    for propagator in all {
      for carrier in [garbage, [:]] {
        let context = propagator.extract(from: carrier, into: own)
        XCTAssertEqual(context.spanContext, Example.span)
        XCTAssertEqual(context.baggage, own.baggage)
        XCTAssertNil(propagator.extract(from: carrier, into: Context()).spanContext)
        XCTAssertTrue(propagator.extract(from: carrier, into: Context()).baggage.isEmpty)
      }
    }
  }

  /// Whatever the context holds, what leaves can stand in a header.
  func test_P03_whatIsWritten_isFitForHeaders() {
    var random = SplitMix(state: 11)
    for _ in 0..<300 {
      let text = String(
        decoding: (0..<40).map { _ in UInt8.random(in: 0...255, using: &random) }, as: UTF8.self)
      let span = SpanContext(
        traceID: Example.span.traceID, spanID: Example.span.spanID, flags: TraceFlags(rawValue: 0xFF),
        traceState: TraceState().setting("a", to: text).setting(text, to: "b"))
      let context = Context.with(span)
        .setting(baggage: Baggage().setting("a", to: text, metadata: text).setting(text, to: "b"))
      for propagator in all {
        for (name, value) in propagator.fields(of: context) {
          XCTAssertTrue(propagator.fields.contains(name))
          XCTAssertTrue(value.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 }, value)
        }
      }
    }
  }

  func test_P05_fields_areThoseThatAreWritten() {
    XCTAssertEqual(W3CTraceContextPropagator().fields, ["traceparent", "tracestate"])
    XCTAssertEqual(W3CBaggagePropagator().fields, ["baggage"])
    XCTAssertEqual(NoOpPropagator().fields, [])
    XCTAssertEqual(
      CompositePropagator([B3Propagator(), W3CTraceContextPropagator(), B3Propagator()]).fields,
      ["b3", "traceparent", "tracestate"])
  }

  func test_P09_aComposite_asksEachInItsTurn() {
    let calls = CallLog()
    let composite = CompositePropagator([
      MarkingPropagator("1", calls), MarkingPropagator("2", calls), MarkingPropagator("3", calls),
    ])
    var headers: [String: String] = [:]
    composite.inject(Context(), into: &headers)
    XCTAssertEqual(headers, ["mark": "3"])
    XCTAssertEqual(composite.extract(from: headers, into: Context()).baggage["mark"], "123")
    XCTAssertEqual(calls.all, ["inject 1", "inject 2", "inject 3", "extract 1", "extract 2", "extract 3"])
  }

  func test_P10_theGlobalPropagator_doesNothingUntilItIsSet() {
    let context = Context.with(Example.span)
    XCTAssertEqual(Propagators.global.fields(of: context), [:])
    Propagators.setGlobal(B3Propagator())
    XCTAssertEqual(Array(Propagators.global.fields(of: context).keys), ["b3"])
    Propagators.setGlobal(nil)
    XCTAssertEqual(Propagators.global.fields(of: context), [:])
  }

  func test_P11_traceContextAndBaggageAndB3_areThere() {
    XCTAssertEqual(Propagators.standard.fields, ["traceparent", "tracestate", "baggage"])
    XCTAssertEqual(B3Propagator().fields, ["b3"])
  }

  func test_currentContext_isWhatIsWrittenUnlessToldOtherwise() {
    Context.with(Example.span).run {
      var headers: [String: String] = [:]
      W3CTraceContextPropagator().inject(into: &headers)
      XCTAssertEqual(headers, ["traceparent": Example.parent])
      XCTAssertEqual(W3CBaggagePropagator().extract(from: ["baggage": "a=1"]).spanContext, Example.span)
    }
  }

  /// Bytes without sense, and with nearly some: nothing crashes, and nothing that is read is invalid.
  func test_P02_bytesWithoutSense_areSurvived() {
    let pieces: [[UInt8]] = [
      Array(Example.parent.utf8), Array("foo=1,bar=2".utf8), Array("a=%C3%A9;p=1,b=2".utf8),
      Array("12345678901234567890123456789012-1234567890123456-d".utf8),
    ]
    var random = SplitMix(state: 7)
    for round in 0..<20_000 {
      var bytes = round % 2 == 0 ? pieces[round / 2 % pieces.count] : []
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0...2, using: &random) {
        case 0: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 1 where place < bytes.count: bytes.remove(at: place)
        default: bytes = bytes.prefix(place) + bytes.shuffled(using: &random).suffix(3)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      for propagator in all {
        let fields = ["traceparent", "tracestate", "baggage", "b3", "X-B3-TraceId", "X-B3-SpanId"]
        let carrier = fields.map {
          (name: $0, value: $0 == "tracestate" || round % 3 > 0 ? text : Example.parent)
        }
        let context = propagator.extract(from: carrier, using: .headerList, into: Context())
        if let span = context.spanContext {
          XCTAssertTrue(span.isValid)
          XCTAssertTrue(span.isRemote)
          XCTAssertEqual(TraceState(span.traceState.header), span.traceState)
        }
        let written = propagator.fields(of: context)
        XCTAssertEqual(propagator.fields(of: propagator.extract(from: written, into: Context())), written)
      }
    }
  }
}

private final class CallLog: Sendable {
  private let calls = Mutex<[String]>([])
  var all: [String] { calls.withLock { $0 } }
  func add(_ call: String) { calls.withLock { $0.append(call) } }
}

/// Writes its mark, and appends it to what the ones before have read.
private struct MarkingPropagator: TextMapPropagator {
  let mark: String
  let calls: CallLog

  init(_ mark: String, _ calls: CallLog) {
    self.mark = mark
    self.calls = calls
  }

  var fields: [String] { ["mark"] }

  func inject<Setter: TextMapSetter>(
    _ context: Context, into carrier: inout Setter.Carrier, using setter: Setter
  ) {
    calls.add("inject \(mark)")
    setter.set("mark", to: mark, in: &carrier)
  }

  func extract<Getter: TextMapGetter>(
    from carrier: Getter.Carrier, using getter: Getter, into context: Context
  ) -> Context {
    calls.add("extract \(mark)")
    return context.setting(
      baggage: context.baggage.setting("mark", to: (context.baggage["mark"] ?? "") + mark))
  }
}
