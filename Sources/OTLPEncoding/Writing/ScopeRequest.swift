package import Telemetry
package import WireFormat

/// Items of one scope, already encoded as elements of `ScopeSpans.spans` or of `ScopeLogs.log_records`.
package struct ScopeItems: Sendable {
  package let scope: InstrumentationScope
  package private(set) var itemCount: Int
  /// What follows one another on the wire.
  fileprivate private(set) var items: [Chunk]

  package init(scope: InstrumentationScope, itemCount: Int, items: Chunk) {
    self.scope = scope
    self.itemCount = itemCount
    self.items = [items]
  }

  /// Takes in more items of the same scope.
  package mutating func add(_ more: ScopeItems) {
    itemCount += more.itemCount
    items += more.items
  }
}

extension EncodedRequest {
  /// An `ExportTraceServiceRequest` or an `ExportLogsServiceRequest`, which have the same fields in the same places, around
  /// items that are already encoded: what lies between them is written, the items are not copied.
  package static func request(
    _ signal: TelemetrySignal,
    of resource: Resource,
    _ scopes: [ScopeItems]
  ) -> EncodedRequest {
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
      parts.append(next.seal())
      parts += frame.items
      between.raw(frame.tail)
    }
    between.raw(resourceTail)
    let end = between.seal()
    return EncodedRequest(
      signal: signal,
      itemCount: scopes.reduce(0) { $0 + $1.itemCount },
      parts: end.count > 0 ? parts + [end] : parts
    )
  }

  /// What surrounds the items of one scope.
  private struct Frame {
    let head: [UInt8]
    let items: [Chunk]
    let tail: [UInt8]

    init(_ scope: ScopeItems) {
      head = Chunk.written { $0.scope(0x0A, scope.scope) }.bytes
      items = scope.items
      tail = Chunk.written { $0.nonEmpty(0x1A, scope.scope.schemaURL) }.bytes
    }

    var length: Int { items.reduce(head.count + tail.count) { $0 + $1.count } }
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
