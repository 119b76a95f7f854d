/// What becomes of a new span (T-39).
public enum SamplingDecision: Hashable, Sendable {
  /// Neither recorded nor exported.
  case drop
  /// Recorded for processors, but not exported.
  case recordOnly
  /// Recorded and exported.
  case recordAndSample
}

/// What a sampler says about a new span: the decision, and what the span gets to carry because of it (T-39).
public struct SamplingResult: Equatable, Sendable {
  /// What becomes of the span.
  public var decision: SamplingDecision
  /// Attributes that the span gets beside those it is started with, within its limits; of one key the sampler's counts.
  public var attributes: AttributeSet
  /// The trace state of the span, an empty one for none; nil for that of the parent.
  public var traceState: TraceState?

  /// A result of these parts.
  public init(
    _ decision: SamplingDecision,
    attributes: AttributeSet = .empty,
    traceState: TraceState? = nil
  ) {
    self.decision = decision
    self.attributes = attributes
    self.traceState = traceState
  }

  /// Neither recorded nor exported.
  public static let drop = SamplingResult(.drop)
  /// Recorded for processors, but not exported.
  public static let recordOnly = SamplingResult(.recordOnly)
  /// Recorded and exported.
  public static let recordAndSample = SamplingResult(.recordAndSample)
}
