/// Whether a reader wants totals or differences, for each kind of instrument (M-86).
public struct TemporalityPreference: Sendable {
  private let choose: @Sendable (InstrumentKind) -> Temporality

  /// What `choose` says.
  public init(_ choose: @escaping @Sendable (InstrumentKind) -> Temporality) {
    self.choose = choose
  }

  /// Totals since the start.
  public static let cumulative = TemporalityPreference { _ in .cumulative }

  /// Differences since the last collection; totals of what rises and falls.
  public static let delta = TemporalityPreference { kind in
    switch kind {
    case .counter, .observableCounter, .histogram, .gauge, .observableGauge: .delta
    case .upDownCounter, .observableUpDownCounter: .cumulative
    }
  }

  /// Whatever takes the least memory: nothing has to be remembered from one collection to the next, but for what rises
  /// and falls.
  public static let lowMemory = TemporalityPreference { kind in
    switch kind {
    case .counter, .histogram: .delta
    case .upDownCounter, .gauge, .observableCounter, .observableUpDownCounter, .observableGauge: .cumulative
    }
  }

  /// What is wanted of an instrument of `kind`.
  public subscript(kind: InstrumentKind) -> Temporality { choose(kind) }
}
