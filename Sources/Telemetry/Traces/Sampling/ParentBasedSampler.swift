/// Follows the parent's decision, and asks another sampler about root spans (T-45).
///
/// ```swift
/// let sampler = ParentBasedSampler(
///   root: TraceIDRatioSampler(ratio: 0.1), remoteParentNotSampled: TraceIDRatioSampler(ratio: 0.01))
/// ```
public struct ParentBasedSampler: Sampler {
  private let root: any Sampler
  private let remoteParentSampled: any Sampler
  private let remoteParentNotSampled: any Sampler
  private let localParentSampled: any Sampler
  private let localParentNotSampled: any Sampler

  /// Root spans are decided by `root`, others as their parents were unless told otherwise: a parent is local or remote,
  /// and sampled or not.
  public init(
    root: any Sampler,
    remoteParentSampled: any Sampler = AlwaysOnSampler(),
    remoteParentNotSampled: any Sampler = AlwaysOffSampler(),
    localParentSampled: any Sampler = AlwaysOnSampler(),
    localParentNotSampled: any Sampler = AlwaysOffSampler()
  ) {
    self.root = root
    self.remoteParentSampled = remoteParentSampled
    self.remoteParentNotSampled = remoteParentNotSampled
    self.localParentSampled = localParentSampled
    self.localParentNotSampled = localParentNotSampled
  }

  /// As the sampler for such parents says; without a valid parent, as the one for root spans.
  public func decide(_ request: borrowing SamplingRequest) -> SamplingResult {
    delegate(for: SamplingSituation(request.parent ?? .invalid)).decide(request)
  }

  private func delegate(for situation: SamplingSituation) -> any Sampler {
    switch situation {
    case .root: root
    case .remoteParentSampled: remoteParentSampled
    case .remoteParentNotSampled: remoteParentNotSampled
    case .localParentSampled: localParentSampled
    case .localParentNotSampled: localParentNotSampled
    }
  }

  /// All five samplers, as in `ParentBased{root:AlwaysOnSampler,remoteParentSampled:AlwaysOnSampler,…}`.
  public var description: String {
    let delegates = SamplingSituation.allCases.map { "\($0):\(delegate(for: $0).description)" }
    return "ParentBased{\(delegates.joined(separator: ","))}"
  }
}

extension ParentBasedSampler: RuledSampler {
  var rule: SamplingRule {
    SamplingRule { situation in SamplingRule(of: delegate(for: situation)).choice(in: situation) }
  }
}
