/// Counts the spans of a provider as they start and end (O-04, O-05).
package final class SpanMeters: Sendable {
  private let started: Counter<Int64>
  private let live: UpDownCounter<Int64>

  init(_ meter: Meter) {
    started = meter.counter(
      "otel.sdk.span.started",
      unit: "{span}",
      description: "The number of spans that were started, whether or not they are recorded."
    )
    live = meter.upDownCounter(
      "otel.sdk.span.live",
      unit: "{span}",
      description: "The number of recording spans that have not ended yet."
    )
  }

  func noteStart(parent: SpanContext, _ decision: SamplingDecision) {
    let origin = parent.isValid ? (parent.isRemote ? "remote" : "local") : "none"
    let result = AttributeValue.string(decision.conventionalName)
    started.add(
      1, ["otel.span.parent.origin": .string(origin), "otel.span.sampling_result": result])
    if decision != .drop { live.add(1, ["otel.span.sampling_result": result]) }
  }

  /// The end of a span that was recording.
  func noteEnd(isSampled: Bool) {
    let decision = isSampled ? SamplingDecision.recordAndSample : .recordOnly
    live.add(-1, ["otel.span.sampling_result": .string(decision.conventionalName)])
  }
}

extension SamplingDecision {
  fileprivate var conventionalName: String {
    switch self {
    case .drop: "DROP"
    case .recordOnly: "RECORD_ONLY"
    case .recordAndSample: "RECORD_AND_SAMPLE"
    }
  }
}
