/// Records every span, so that processors see it, and exports those that another sampler wants exported (T-46).
public struct AlwaysRecordSampler: Sampler {
  private let root: any Sampler

  /// What is exported is decided by `root`.
  public init(root: any Sampler) {
    self.root = root
  }

  /// As `root` decides, except that what it drops is recorded.
  public func decide(_ request: borrowing SamplingRequest) -> SamplingResult {
    var result = root.decide(request)
    if result.decision == .drop { result.decision = .recordOnly }
    return result
  }

  /// As in `AlwaysRecord{root:AlwaysOffSampler}`.
  public var description: String { "AlwaysRecord{root:\(root.description)}" }
}

extension AlwaysRecordSampler: RuledSampler {
  var rule: SamplingRule { SamplingRule(of: root).mapDecisions { $0 == .drop ? .recordOnly : $0 } }
}
