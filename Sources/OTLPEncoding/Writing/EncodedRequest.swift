package import Telemetry
package import WireFormat

/// One request ready to be sent: parts that follow one another on the wire without being joined.
package struct EncodedRequest: Sendable {
  /// What the items are.
  package let signal: TelemetrySignal
  /// How many data points, spans or log records it holds.
  package let itemCount: Int
  /// The bytes, in order.
  package let parts: [Chunk]

  package init(signal: TelemetrySignal, itemCount: Int, parts: [Chunk]) {
    self.signal = signal
    self.itemCount = itemCount
    self.parts = parts
  }

  /// The size on the wire, before compression.
  package var byteCount: Int { parts.reduce(0) { $0 &+ $1.count } }

  /// A copy of all bytes, for those who look at them.
  package var bytes: [UInt8] { parts.flatMap(\.bytes) }
}
