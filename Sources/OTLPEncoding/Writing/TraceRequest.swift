package import Telemetry
package import WireFormat

/// Spans of one scope, already encoded as elements of `ScopeSpans.spans`.
package struct ScopeSpans: Sendable {
  package let scope: InstrumentationScope
  package let spanCount: Int
  package let spans: Chunk

  package init(scope: InstrumentationScope, spanCount: Int, spans: Chunk) {
    self.scope = scope
    self.spanCount = spanCount
    self.spans = spans
  }
}

extension EncodedRequest {
  /// An `ExportTraceServiceRequest` around spans that are already encoded: what lies between them is written, the
  /// spans are not copied.
  package static func traces(of resource: Resource, _ scopes: [ScopeSpans]) -> EncodedRequest {
    let frames = scopes.map(Frame.init)
    let resourceHead = Chunk.written { $0.resource(0x0A, resource) }.bytes
    let resourceTail = Chunk.written { $0.nonEmpty(0x1A, resource.schemaURL) }.bytes
    let scopesLength = frames.reduce(0) { $0 + 1 + ByteWriter.varintWidth(UInt64($1.length)) + $1.length }

    var parts: [Chunk] = []
    var between = ByteWriter(capacity: resourceHead.count + 256)
    between.byte(0x0A)
    between.varint(UInt64(resourceHead.count + scopesLength + resourceTail.count))
    between.raw(resourceHead)
    for frame in frames {
      between.byte(0x12)
      between.varint(UInt64(frame.length))
      between.raw(frame.head)
      var next = ByteWriter(capacity: 256)
      swap(&between, &next)
      parts += [next.seal(), frame.spans]
      between.raw(frame.tail)
    }
    between.raw(resourceTail)
    let end = between.seal()
    return EncodedRequest(
      signal: .traces,
      itemCount: scopes.reduce(0) { $0 + $1.spanCount },
      parts: end.count > 0 ? parts + [end] : parts
    )
  }

  /// What surrounds the spans of one scope.
  private struct Frame {
    let head: [UInt8]
    let spans: Chunk
    let tail: [UInt8]

    init(_ scope: ScopeSpans) {
      head = Chunk.written { $0.scope(0x0A, scope.scope) }.bytes
      spans = scope.spans
      tail = Chunk.written { $0.nonEmpty(0x1A, scope.scope.schemaURL) }.bytes
    }

    var length: Int { head.count + spans.count + tail.count }
  }
}

extension Chunk {
  /// A chunk of what `body` writes.
  package static func written(_ body: (inout ByteWriter) -> Void) -> Chunk {
    var writer = ByteWriter(capacity: 64)
    body(&writer)
    return writer.seal()
  }
}
