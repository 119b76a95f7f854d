import OTLPEncoding
import Telemetry
import WireFormat
import XCTest

final class SpanWritingTests: XCTestCase {
  private let traceID = TraceID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10)

  private func finished(
    _ scope: ScopeIdentity,
    parent: SpanContext? = nil,
    kind: SpanKind = .internal,
    name: String = "op",
    end: UInt64 = 2,
    isRandom: Bool = false,
    limits: SpanLimits = SpanLimits(),
    _ fill: (Span) -> Void = { _ in }
  ) -> FinishedSpan {
    FinishedSpan.made(
      by: scope, FixedIDs(traceID: traceID, makesRandomTraceIDs: isRandom), parent: parent, kind: kind,
      name: name,
      start: 1, end: end, limits: limits, fill)
  }

  private func request(_ spans: [FinishedSpan]) -> EncodedRequest {
    let chunk = Chunk.written { writer in for span in spans { writer.span(span) } }
    let scope = ScopeItems(scope: spans[0].tracer.scope, itemCount: spans.count, items: chunk)
    return .request(.traces, of: spans[0].tracer.resource, [scope])
  }

  func test_W01_T66_span_isTheGoldenRequest() {
    let tracer = ScopeIdentity(
      resource: Resource(["service.name": "s"]),
      scope: InstrumentationScope(name: "lib", version: "1")
    )
    let parent = SpanContext(traceID: traceID, spanID: SpanID(0x2122_2324_2526_2728), isRemote: true)
    let golden =
      "0a700a150a130a0c736572766963652e6e616d6512030a017312570a080a036c6962120131124b0a1001020304050607"
      + "08090a0b0c0d0e0f1012081112131415161718220821222324252627282a026f7030023901000000000000004102000000"
      + "000000007a051201651802850101030000"
    XCTAssertEqual(
      request([finished(tracer, parent: parent, kind: .server) { $0.setStatus(.error("e")) }]).bytes,
      Wire.bytes(golden)
    )
  }

  /// Among the parts is the schema URL of the scope beside that of the resource, which it goes before.
  func test_everyPart_isReadBackAsItWasWritten() throws {
    let tracer = ScopeIdentity(
      resource: Resource(["service.name": "s"], schemaURL: "https://example.test/1"),
      scope: InstrumentationScope(name: "lib", schemaURL: "https://example.test/2", attributes: ["a": 1])
    )
    let other = SpanContext(
      traceID: TraceID(high: 9, low: 8),
      spanID: SpanID(7),
      flags: [.sampled, .random],
      traceState: ["a": "b"],
      isRemote: true
    )
    var limits = SpanLimits()
    (limits.attributeCount, limits.attributeCountPerItem, limits.eventCount, limits.linkCount) = (2, 1, 1, 1)
    let span = finished(tracer, isRandom: true, limits: limits) { span in
      span.setAttributes(["z": "last", "a": [1, 2], "b": 1, "c": 2, "d": 3])
      span.addEvent("e", ["x": true, "y": false], at: Timestamp(nanosecondsSinceEpoch: 5))
      for _ in 0..<4 { span.addEvent("dropped") }
      span.addLink(other, ["l": 1.5, "m": 2, "n": 3])
      for _ in 0..<5 { span.addLink(other) }
      span.setStatus(.ok)
    }
    let encoded = request([span, span])

    XCTAssertEqual(encoded.itemCount, 2)
    Judge.assertTraceRequest(encoded.bytes, fieldsInOrder: false)
    XCTAssertEqual(try OTLPDecoder.spans(encoded.bytes), [span.data, span.data])
    XCTAssertEqual(span.data.attributes, ["z": "last", "a": [1, 2]])
    XCTAssertEqual(span.data.droppedAttributes, 3)
    XCTAssertEqual(
      span.data.events,
      [
        SpanEvent(
          time: Timestamp(nanosecondsSinceEpoch: 5), name: "e", attributes: ["x": true], droppedAttributes: 1)
      ])
    XCTAssertEqual(span.data.droppedEvents, 4)
    XCTAssertEqual(
      span.data.links, [SpanLink(context: other, attributes: ["l": 1.5], droppedAttributes: 2)])
    XCTAssertEqual(span.data.droppedLinks, 5)
  }

  func test_spanOfWhichNothingWasDropped_isCanonical() {
    let tracer = ScopeIdentity(resource: Resource(), scope: InstrumentationScope(name: "s"))
    let span = finished(tracer) { span in
      span.setAttributes(["z": "last", "a": [1, 2], "n": .map(["k": "v"])])
      span.addEvent("e", ["x": true], at: Timestamp(nanosecondsSinceEpoch: 5))
      span.addLink(span.context, ["l": 1.5])
      span.setStatus(.ok)
    }

    Judge.assertTraceRequest(request([span]).bytes)
  }

  func test_T67_kindsAndStatuses_haveTheNumbersOfOTLP() throws {
    let tracer = ScopeIdentity(resource: Resource(), scope: InstrumentationScope(name: "s"))
    let kinds: [(SpanKind, UInt8)] = [
      (.internal, 1), (.server, 2), (.client, 3), (.producer, 4), (.consumer, 5),
    ]
    for (kind, number) in kinds {
      let bytes = request([finished(tracer, kind: kind)]).bytes
      // Behind the name stands the kind.
      XCTAssertTrue(bytes.contains(Wire.bytes("2a026f70 30") + [number]), "\(kind)")
      XCTAssertEqual(try OTLPDecoder.spans(bytes).map(\.kind), [kind])
    }
    XCTAssertEqual(kinds.map(\.0), SpanKind.allCases)

    let statuses: [(SpanStatus, String)] = [
      (.ok, "7a02 1801"), (.error(""), "7a02 1802"), (.error("e"), "7a05 120165 1802"),
    ]
    for (status, wire) in statuses {
      let bytes = request([finished(tracer) { $0.setStatus(status) }]).bytes
      XCTAssertTrue(bytes.contains(Wire.bytes(wire)), "\(status)")
    }
    XCTAssertFalse(request([finished(tracer)]).bytes.contains(0x7A))
  }

  func test_severalScopes_shareOneResource() throws {
    let resource = Resource(["service.name": "s"])
    let scopes = (0..<3).map { InstrumentationScope(name: "scope\($0)") }
    let parts = scopes.map { scope in
      let tracer = ScopeIdentity(resource: resource, scope: scope)
      let span = finished(tracer, name: scope.name)
      return ScopeItems(scope: scope, itemCount: 1, items: Chunk.written { $0.span(span) })
    }
    let encoded = EncodedRequest.request(.traces, of: resource, parts)

    Judge.assertTraceRequest(encoded.bytes)
    XCTAssertEqual(try OTLPDecoder.spans(encoded.bytes).map(\.scope), scopes)
  }

  func test_spanThatEndsBeforeItStarts_isWrittenWithoutDuration() throws {
    let tracer = ScopeIdentity(resource: Resource(), scope: InstrumentationScope(name: ""))
    let encoded = request([finished(tracer, end: 0)])

    XCTAssertEqual(try OTLPDecoder.spans(encoded.bytes)[0].end.nanosecondsSinceEpoch, 1)
  }
}
