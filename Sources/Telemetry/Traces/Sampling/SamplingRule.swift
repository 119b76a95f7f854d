/// What a span can have for a parent, as far as it matters to samplers (T-45).
enum SamplingSituation: CaseIterable {
  case root
  case remoteParentSampled
  case remoteParentNotSampled
  case localParentSampled
  case localParentNotSampled

  @inline(__always)
  init(_ parent: SpanContext) {
    guard parent.isValid else {
      self = .root
      return
    }
    switch (parent.isRemote, parent.isSampled) {
    case (true, true): self = .remoteParentSampled
    case (true, false): self = .remoteParentNotSampled
    case (false, true): self = .localParentSampled
    case (false, false): self = .localParentNotSampled
    }
  }
}

/// What the built-in samplers say, however they are nested, in a form that is decided by without calling any of them.
///
/// They decide by the trace id and what the parent is, so that one choice for each kind of parent is all there is to
/// know. Everything in here is a plain number: to read it counts no reference.
package struct SamplingRule: Sendable {
  /// How it is decided for one kind of parent.
  enum Choice: Equatable, Sendable {
    case always(SamplingDecision)
    /// The first decision when the random part of the trace id, 63 bits, is below the threshold.
    case below(UInt64, SamplingDecision, otherwise: SamplingDecision)
    /// By a sampler that nothing is known of.
    case ask
  }

  private let root: Choice
  private let remoteParentSampled: Choice
  private let remoteParentNotSampled: Choice
  private let localParentSampled: Choice
  private let localParentNotSampled: Choice

  /// That of `sampler`; one that must always be asked for a sampler that is not built in.
  package init(of sampler: any Sampler) {
    self = (sampler as? any RuledSampler)?.rule ?? SamplingRule(.ask)
  }

  /// The same choice whatever the parent.
  init(_ choice: Choice) {
    self.init { _ in choice }
  }

  init(_ choice: (SamplingSituation) -> Choice) {
    root = choice(.root)
    remoteParentSampled = choice(.remoteParentSampled)
    remoteParentNotSampled = choice(.remoteParentNotSampled)
    localParentSampled = choice(.localParentSampled)
    localParentNotSampled = choice(.localParentNotSampled)
  }

  func choice(in situation: SamplingSituation) -> Choice {
    switch situation {
    case .root: root
    case .remoteParentSampled: remoteParentSampled
    case .remoteParentNotSampled: remoteParentNotSampled
    case .localParentSampled: localParentSampled
    case .localParentNotSampled: localParentNotSampled
    }
  }

  /// What the sampler would say of a span with that parent in that trace; nil when it must be asked itself. It adds
  /// neither attributes nor trace state to what is decided here.
  @inline(__always)
  package func decide(parent: SpanContext, traceID: TraceID) -> SamplingDecision? {
    switch choice(in: SamplingSituation(parent)) {
    case .always(let decision): decision
    case .below(let threshold, let decision, let otherwise):
      traceID.low >> 1 < threshold ? decision : otherwise
    case .ask: nil
    }
  }

  func mapDecisions(_ transform: (SamplingDecision) -> SamplingDecision) -> SamplingRule {
    SamplingRule { situation in
      switch choice(in: situation) {
      case .always(let decision): .always(transform(decision))
      case .below(let threshold, let decision, let otherwise):
        .below(threshold, transform(decision), otherwise: transform(otherwise))
      case .ask: .ask
      }
    }
  }
}

/// A sampler that can be put as a rule.
protocol RuledSampler: Sampler {
  var rule: SamplingRule { get }
}
