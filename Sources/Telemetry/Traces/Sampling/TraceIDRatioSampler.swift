/// Takes a fixed share of all traces, the same ones in every process that uses the same ratio or a higher one
/// (T-43); the choice depends on the last eight bytes of the trace id, as in the Go and Rust SDKs (T-44).
///
/// What the parent was decided does not matter to it: let a ``ParentBasedSampler`` ask it about root spans only, or
/// traces arrive in pieces.
public struct TraceIDRatioSampler: Sampler {
  /// The share of traces taken, from 0 to 1.
  public let ratio: Double
  private let threshold: UInt64

  /// Takes `ratio` of all traces; values outside 0…1 and NaN are clamped.
  public init(ratio: Double) {
    let clamped = ratio.isNaN ? 0 : min(max(ratio, 0), 1)
    self.ratio = clamped
    threshold = UInt64(clamped * 0x1p63)
  }

  /// Recorded and exported when the trace id falls below the ratio.
  public func decide(_ request: borrowing SamplingRequest) -> SamplingResult {
    request.traceID.low >> 1 < threshold ? .recordAndSample : .drop
  }

  /// As in `TraceIdRatioBased{0.100000}`.
  public var description: String {
    let millionths = Int((ratio * 1_000_000).rounded())
    let fraction = String(millionths % 1_000_000)
    let zeros = String(repeating: "0", count: 6 - fraction.count)
    return "TraceIdRatioBased{\(millionths / 1_000_000).\(zeros)\(fraction)}"
  }
}

extension TraceIDRatioSampler: RuledSampler {
  var rule: SamplingRule { SamplingRule(.below(threshold, .recordAndSample, otherwise: .drop)) }
}
