import Synchronization

/// Whether a measurement may become an exemplar, decided where it is made.
final class ExemplarGate: Sendable {
  /// The span of an eligible measurement.
  struct EligibleSpan {
    let context: SpanContext?
  }

  let clock: any TelemetryClock
  private let filter: ExemplarFilter
  private let sampledSpans: SampledSpans

  /// Nil when there are no exemplars: then recording pays nothing for them (M-94).
  init?(_ filter: ExemplarFilter, clock: any TelemetryClock) {
    guard filter != .alwaysOff else { return nil }
    self.filter = filter
    self.clock = clock
    sampledSpans = .process
  }

  /// Whether it is worth asking for ``eligibleSpan``.
  @inline(__always)
  var isArmed: Bool { filter == .alwaysOn || sampledSpans.isAny }

  /// Nil when the measurement is not eligible (M-95).
  var eligibleSpan: EligibleSpan? {
    let current = Span.current?.context
    let span = current.flatMap { $0.isValid ? $0 : nil }
    guard filter == .alwaysOn || span?.flags.contains(.sampled) ?? false else { return nil }
    return EligibleSpan(context: span)
  }
}

/// How many sampled spans there are: while there is none, none is current, and nobody has to look.
final class SampledSpans: Sendable {
  static let process = SampledSpans()

  private let count = Atomic(0)

  @inline(__always)
  var isAny: Bool { count.load(ordering: .relaxed) > 0 }

  func add(_ difference: Int) {
    count.wrappingAdd(difference, ordering: .relaxed)
  }
}
