package import Telemetry
package import WireFormat

extension ByteWriter {
  /// A repeated `KeyValue`, each with the tag of one byte.
  package mutating func attributes(_ tag: UInt8, _ attributes: AttributeSet) {
    let start = count
    unsafe attributes.withWireForm { unsafe raw($0) }
    if tag != AttributeSet.wireTag { replaceTags(from: start, with: tag) }
  }

  /// `InstrumentationScope`; its schema URL belongs to the message around it.
  package mutating func scope(_ tag: UInt8, _ scope: InstrumentationScope) {
    message(tag, expecting: 64) { writer in
      writer.nonEmpty(0x0A, scope.name)
      writer.nonEmpty(0x12, scope.version)
      writer.attributes(0x1A, scope.attributes)
    }
  }

  /// `Resource`; its schema URL belongs to the message around it.
  package mutating func resource(_ tag: UInt8, _ resource: Resource) {
    message(tag, expecting: 256) { writer in writer.attributes(0x0A, resource.attributes) }
  }
}
