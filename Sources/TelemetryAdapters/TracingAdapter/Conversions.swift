import Telemetry
import Tracing

extension AttributeSet {
  init(_ attributes: SpanAttributes) {
    var pairs: [(String, AttributeValue)] = []
    pairs.reserveCapacity(attributes.count)
    attributes.forEach { key, value in pairs.append((key, AttributeValue(value))) }
    self.init(pairs)
  }
}

extension AttributeValue {
  /// The same value; what is none of the kinds of OpenTelemetry in its own words.
  init(_ attribute: SpanAttribute) {
    switch attribute {
    case .int32(let value): self = .int(Int64(value))
    case .int64(let value): self = .int(value)
    case .double(let value): self = .double(value)
    case .bool(let value): self = .bool(value)
    case .string(let value): self = .string(value)
    case .stringConvertible(let value): self.init(describing: value)
    case .int32Array(let values): self = .array(values.map { .int(Int64($0)) })
    case .int64Array(let values): self = .array(values.map { .int($0) })
    case .doubleArray(let values): self = .array(values.map { .double($0) })
    case .boolArray(let values): self = .array(values.map { .bool($0) })
    case .stringArray(let values): self = .array(values.map { .string($0) })
    // Which is what swift-distributed-tracing makes of arrays of `Int`, among others.
    case .stringConvertibleArray(let values): self = .array(values.map { AttributeValue(describing: $0) })
    default: self = .empty
    }
  }
}

extension Telemetry.SpanKind {
  init(_ kind: Tracing.SpanKind) {
    switch kind {
    case .internal: self = .internal
    case .server: self = .server
    case .client: self = .client
    case .producer: self = .producer
    case .consumer: self = .consumer
    }
  }
}

extension Telemetry.SpanStatus {
  init(_ status: Tracing.SpanStatus) {
    switch status.code {
    case .ok: self = .ok
    case .error: self = .error(status.message ?? "")
    }
  }
}

extension Timestamp {
  /// The time of `instant`; nil when that is read from the time of day here and now, as it is unless somebody gives another.
  ///
  /// The SDK then takes the time itself, from a clock that goes on evenly when the time of day is set (FS-29).
  init?(unlessNow instant: @autoclosure () -> some TracerInstant) {
    let before = SystemClock().now
    let time = Timestamp(nanosecondsSinceEpoch: instant().nanosecondsSinceEpoch)
    if before <= time, time <= SystemClock().now { return nil }
    self = time
  }
}
