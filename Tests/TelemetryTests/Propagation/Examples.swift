import Telemetry

/// The identity that the examples of the W3C use.
enum Example {
  static let parent = "00-12345678901234567890123456789012-1234567890123456-01"
  static let span = SpanContext(
    traceID: TraceID(high: 0x1234_5678_9012_3456, low: 0x7890_1234_5678_9012),
    spanID: SpanID(0x1234_5678_9012_3456),
    flags: .sampled,
    isRemote: true
  )
}

extension TextMapPropagator {
  /// What is found in fields that may repeat a name.
  func extract(_ fields: (String, String)..., into context: Context = Context()) -> Context {
    extract(from: fields.map { (name: $0.0, value: $0.1) }, using: .headerList, into: context)
  }

  /// The fields that are written, by name.
  func fields(of context: Context) -> [String: String] {
    var headers: [String: String] = [:]
    inject(context, into: &headers)
    return headers
  }

  /// What is passed on of what arrives.
  func passOn(_ fields: (String, String)...) -> [String: String] {
    self.fields(
      of: extract(from: fields.map { (name: $0.0, value: $0.1) }, using: .headerList, into: Context()))
  }
}

extension Context {
  static func with(_ span: SpanContext) -> Context { Context().setting(spanContext: span) }
  static func with(_ baggage: Baggage) -> Context { Context().setting(baggage: baggage) }
}
