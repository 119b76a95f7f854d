/// Takes every span.
public struct AlwaysOnSampler: Sampler {
  /// The sampler; all values are the same.
  public init() {}
  /// Always recorded and exported.
  public func decide(_ request: borrowing SamplingRequest) -> SamplingResult { .recordAndSample }
  /// `AlwaysOnSampler`.
  public var description: String { "AlwaysOnSampler" }
}

/// Takes no span.
public struct AlwaysOffSampler: Sampler {
  /// The sampler; all values are the same.
  public init() {}
  /// Always dropped.
  public func decide(_ request: borrowing SamplingRequest) -> SamplingResult { .drop }
  /// `AlwaysOffSampler`.
  public var description: String { "AlwaysOffSampler" }
}

extension AlwaysOnSampler: RuledSampler {
  var rule: SamplingRule { SamplingRule(.always(.recordAndSample)) }
}

extension AlwaysOffSampler: RuledSampler {
  var rule: SamplingRule { SamplingRule(.always(.drop)) }
}
