import OTLPEncoding
import Telemetry
import WireFormat
import XCTest

final class SpanWritingTests: XCTestCase {
  private let traceID = TraceID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10)

  private func finished(
    _ tracer: ScopeIdentity,
    parent: SpanContext? = nil,
    kind: SpanKind = .internal,
    flags: TraceFlags = .sampled,
    end: UInt64 = 2,
    content: SpanContent
  ) -> FinishedSpan {
    FinishedSpan(
      tracer: tracer,
      context: SpanContext(traceID: traceID, spanID: SpanID(0x1112_1314_1516_1718), flags: flags),
      parent: parent,
      kind: kind,
      start: Timestamp(nanosecondsSinceEpoch: 1),
      end: Timestamp(nanosecondsSinceEpoch: end),
      content: content
    )
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
    var content = SpanContent(name: "op")
    content.status = .error("e")

    let golden =
      "0a700a150a130a0c736572766963652e6e616d6512030a017312570a080a036c6962120131124b0a1001020304050607"
      + "08090a0b0c0d0e0f1012081112131415161718220821222324252627282a026f7030023901000000000000004102000000"
      + "000000007a051201651802850101030000"
    XCTAssertEqual(
      request([finished(tracer, parent: parent, kind: .server, content: content)]).bytes,
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
    var content = SpanContent(name: "op")
    content.attributes = [("z", "last"), ("a", [1, 2])]
    content.droppedAttributes = 3
    content.events = [
      SpanEvent(
        time: Timestamp(nanosecondsSinceEpoch: 5), name: "e", attributes: ["x": true], droppedAttributes: 1)
    ]
    content.droppedEvents = 4
    content.links = [SpanLink(context: other, attributes: ["l": 1.5], droppedAttributes: 2)]
    content.droppedLinks = 5
    content.status = .ok
    let span = finished(tracer, flags: [.sampled, .random], content: content)
    let encoded = request([span, span])

    XCTAssertEqual(encoded.itemCount, 2)
    Judge.assertTraceRequest(encoded.bytes)
    XCTAssertEqual(try OTLPDecoder.spans(encoded.bytes), [span.data, span.data])
  }

  func test_severalScopes_shareOneResource() throws {
    let resource = Resource(["service.name": "s"])
    let scopes = (0..<3).map { InstrumentationScope(name: "scope\($0)") }
    let parts = scopes.map { scope in
      let tracer = ScopeIdentity(resource: resource, scope: scope)
      let span = finished(tracer, content: SpanContent(name: scope.name))
      return ScopeItems(scope: scope, itemCount: 1, items: Chunk.written { $0.span(span) })
    }
    let encoded = EncodedRequest.request(.traces, of: resource, parts)

    Judge.assertTraceRequest(encoded.bytes)
    XCTAssertEqual(try OTLPDecoder.spans(encoded.bytes).map(\.scope), scopes)
  }

  func test_spanThatEndsBeforeItStarts_isWrittenWithoutDuration() throws {
    let tracer = ScopeIdentity(resource: Resource(), scope: InstrumentationScope(name: ""))
    let encoded = request([finished(tracer, end: 0, content: SpanContent(name: "n"))])

    XCTAssertEqual(try OTLPDecoder.spans(encoded.bytes)[0].end.nanosecondsSinceEpoch, 1)
  }
}
