import GRPCTransport
import XCTest

/// A program that is none of ours and sends what no SDK would: requests written by hand, byte by byte.
struct Stranger {
  private let channel: Channel

  /// One that knows the way to `endpoint`, such as `http://127.0.0.1:4317` or the address alone.
  init(to endpoint: String) {
    channel = Channel(target: endpoint.split(separator: "/").last.map(String.init) ?? endpoint)
  }

  /// Sends `metrics`, each of ``Bytes/metric(_:_:_:)``, under one resource; whether they were taken.
  func send(_ metrics: [Bytes]) throws -> Bool {
    let scope = Bytes(2, Bytes(joining: metrics.map { Bytes(2, $0) }))
    let call = channel.startUnaryCall(
      "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
      message: Message(copying: Bytes(1, scope).content),
      metadata: [],
      timeout: .seconds(60)
    )
    let answer = try XCTUnwrap(call.wait(atMost: .seconds(90)))
    XCTAssertEqual(answer.status, .ok)
    // Only a partial success has anything to say.
    return answer.response.isEmpty
  }
}

/// A protobuf message, or a part of one.
struct Bytes {
  var content: [UInt8] = []

  init() {}

  /// A field of bytes, of text, or of another message.
  init(_ field: UInt8, _ value: Bytes) {
    content = [field << 3 | 2] + Self.varint(value.content.count) + value.content
  }

  /// A field of text.
  init(_ field: UInt8, _ text: String) {
    content = [field << 3 | 2] + Self.varint(text.utf8.count) + Array(text.utf8)
  }

  /// A field of eight bytes.
  init(_ field: UInt8, _ value: UInt64) {
    content = [field << 3 | 1] + Self.eight(value)
  }

  /// A field of eight bytes that are a floating number.
  init(_ field: UInt8, _ value: Double) {
    self.init(field, value.bitPattern)
  }

  /// A field of many times eight bytes.
  init(_ field: UInt8, packed values: [UInt64]) {
    content = [field << 3 | 2] + Self.varint(values.count * 8) + values.flatMap(Self.eight)
  }

  /// One after the other.
  init(joining parts: [Bytes]) {
    content = parts.flatMap(\.content)
  }

  /// A field of a small number.
  init(_ field: UInt8, small value: UInt8) {
    content = [field << 3, value]
  }

  static func + (left: Bytes, right: Bytes) -> Bytes {
    var sum = left
    sum.content += right.content
    return sum
  }

  /// `Metric`: a name and its data under the field of its kind.
  static func metric(_ name: String, _ kind: UInt8, _ data: Bytes) -> Bytes {
    Bytes(1, name) + Bytes(kind, data)
  }

  /// `Metric` of a monotonic cumulative sum with one point.
  static func sum(_ name: String, _ value: Double, _ attributes: Bytes = Bytes()) -> Bytes {
    metric(
      name, 7,
      Bytes(1, attributes + Bytes(3, .max) + Bytes(4, value)) + Bytes(2, small: 2) + Bytes(3, small: 1))
  }

  /// `Metric` of a cumulative histogram with two points of the same figures.
  static func histogram(_ name: String, bounds: [Double], counts: [UInt64], sum: Double) -> Bytes {
    let point =
      Bytes(3, .max) + Bytes(4, counts.max() ?? 0) + Bytes(5, sum) + Bytes(6, packed: counts)
      + Bytes(7, packed: bounds.map(\.bitPattern))
    let other = point + attribute(9, "other", "1")
    return metric(name, 9, Bytes(1, point) + Bytes(1, other) + Bytes(2, small: 2))
  }

  /// `KeyValue` of text in `field`.
  static func attribute(_ field: UInt8, _ key: String, _ value: String) -> Bytes {
    Bytes(field, Bytes(1, key) + Bytes(2, Bytes(1, value)))
  }

  private static func varint(_ number: Int) -> [UInt8] {
    var rest = number
    var bytes: [UInt8] = []
    while rest > 127 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private static func eight(_ value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
