import COTLP

/// Well-formed export requests with arbitrary values in arbitrary fields, so that every field has its turn.
package struct RandomRequest {
  /// What happens to the contents of some fields, whose lengths stay right.
  package typealias Damage = ([UInt8], inout SplitMix) -> [UInt8]

  package static func metrics(using random: inout SplitMix, damage: Damage? = nil) -> [UInt8] {
    unsafe withUnsafePointer(
      to: opentelemetry__proto__collector__metrics__v1__export_metrics_service_request__descriptor
    ) { unsafe RandomRequest(damage: damage).message($0, depth: 0, using: &random) }
  }

  /// Metrics that all have data, of one kind each, and points.
  package static func fullMetrics(using random: inout SplitMix) -> [UInt8] {
    unsafe withUnsafePointer(
      to: opentelemetry__proto__collector__metrics__v1__export_metrics_service_request__descriptor
    ) { unsafe RandomRequest(damage: nil, isFull: true).message($0, depth: 0, using: &random) }
  }

  package static func traces(using random: inout SplitMix, damage: Damage? = nil) -> [UInt8] {
    unsafe withUnsafePointer(
      to: opentelemetry__proto__collector__trace__v1__export_trace_service_request__descriptor
    ) { unsafe RandomRequest(damage: damage).message($0, depth: 0, using: &random) }
  }

  package static func logs(using random: inout SplitMix, damage: Damage? = nil) -> [UInt8] {
    unsafe withUnsafePointer(
      to: opentelemetry__proto__collector__logs__v1__export_logs_service_request__descriptor
    ) { unsafe RandomRequest(damage: damage).message($0, depth: 0, using: &random) }
  }

  private let damage: Damage?
  private let isFull: Bool

  private init(damage: Damage?, isFull: Bool = false) {
    self.damage = damage
    self.isFull = isFull
  }

  /// The fields of which a metric has one.
  private static let kinds = ["gauge", "sum", "histogram", "exponential_histogram", "summary"]

  /// The way down to the items is always there; below it, the deeper the rarer.
  private func message(
    _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>,
    depth: Int,
    using random: inout SplitMix
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    // A point without a value is none.
    let isDouble = Bool.random(using: &random)
    let kind = isFull ? Self.kinds.randomElement(using: &random) : nil
    let fields = unsafe UnsafeBufferPointer(
      start: descriptor.pointee.fields, count: Int(descriptor.pointee.n_fields))
    for index in fields.indices {
      let field = unsafe fields[index]
      let chance: Int
      let name = unsafe String(cString: field.name)
      switch name {
      case "data_points" where isFull: chance = 4
      case _ where isFull && Self.kinds.contains(name): chance = name == kind ? 4 : 0
      case "as_double": chance = isDouble ? 4 : 0
      case "as_int": chance = isDouble ? 0 : 4
      case "aggregation_temporality": chance = 4
      default:
        let isMessage = unsafe field.type == PROTOBUF_C_TYPE_MESSAGE
        chance = !isMessage ? 3 : depth < 3 ? 4 : depth < 9 ? 1 : 0
      }
      guard Int.random(in: 0..<4, using: &random) < chance else { continue }
      let isRepeated = unsafe field.label == PROTOBUF_C_LABEL_REPEATED
      for _ in 0..<(isRepeated ? Int.random(in: 1...3, using: &random) : 1) {
        bytes += unsafe value(of: field, depth: depth, using: &random)
      }
    }
    return bytes
  }

  private func value(
    of field: ProtobufCFieldDescriptor,
    depth: Int,
    using random: inout SplitMix
  ) -> [UInt8] {
    let number = unsafe UInt64(field.id) << 3
    switch unsafe field.type {
    case PROTOBUF_C_TYPE_MESSAGE:
      guard let nested = unsafe field.descriptor else { return [] }
      let descriptor = unsafe nested.assumingMemoryBound(to: ProtobufCMessageDescriptor.self)
      let content = unsafe message(descriptor, depth: depth + 1, using: &random)
      return delimited(number, damaged(content, using: &random))
    case PROTOBUF_C_TYPE_BYTES:
      switch unsafe String(cString: field.name) {
      case "trace_id": return delimited(number, fixed(random.next(), 8) + fixed(random.next(), 8))
      case "span_id", "parent_span_id": return delimited(number, fixed(random.next(), 8))
      default: return delimited(number, damaged(Array(text(using: &random).utf8), using: &random))
      }
    case PROTOBUF_C_TYPE_DOUBLE:
      return varint(number | 1) + fixed(double(using: &random).bitPattern, 8)
    case PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_SFIXED64:
      return varint(number | 1) + fixed(integer(using: &random), 8)
    case PROTOBUF_C_TYPE_FIXED32:
      return varint(number | 5) + fixed(integer(using: &random), 4)
    case PROTOBUF_C_TYPE_BOOL:
      return varint(number) + [UInt8.random(in: 0...1, using: &random)]
    case PROTOBUF_C_TYPE_ENUM where unsafe String(cString: field.name) == "aggregation_temporality":
      return varint(number) + [UInt8.random(in: 1...2, using: &random)]
    case PROTOBUF_C_TYPE_ENUM, PROTOBUF_C_TYPE_UINT32:
      return varint(number) + varint(integer(using: &random) & 0x7FFF_FFFF)
    case PROTOBUF_C_TYPE_SINT32:
      return varint(number) + varint(integer(using: &random) & 0xFFFF_FFFF)
    default:
      return varint(number) + varint(integer(using: &random))
    }
  }

  private func damaged(_ content: [UInt8], using random: inout SplitMix) -> [UInt8] {
    guard let damage, Int.random(in: 0..<64, using: &random) == 0 else { return content }
    return damage(content, &random)
  }

  private func integer(using random: inout SplitMix) -> UInt64 {
    let bits = [0, 1, 7, 8, 31, 32, 63, 64].randomElement(using: &random) ?? 0
    return bits == 0 ? 0 : random.next() >> UInt64(64 - bits)
  }

  private func double(using random: inout SplitMix) -> Double {
    let special = [0, -0.0, 1, -1.5, .infinity, -.infinity, .leastNonzeroMagnitude, 1e300, 0.1]
    let any = Double(bitPattern: random.next())
    // The bits of a NaN are nothing that JSON keeps.
    return Bool.random(using: &random) || any.isNaN ? special.randomElement(using: &random) ?? 0 : any
  }

  private func text(using random: inout SplitMix) -> String {
    let pieces = [
      "a", "é", "\"", "\\", "\n", "\u{1}", "🙂", "\u{2028}", "日", " ", "0", "{", "key", "\u{0}", "/",
    ]
    return (0..<Int.random(in: 0...6, using: &random))
      .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
  }

  private func delimited(_ number: UInt64, _ content: [UInt8]) -> [UInt8] {
    varint(number | 2) + varint(UInt64(content.count)) + content
  }

  private func fixed(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }

  private func varint(_ value: UInt64) -> [UInt8] {
    var (rest, bytes) = (value, [UInt8]())
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
