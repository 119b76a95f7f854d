import Synchronization

/// Whether a measurement may become an exemplar, decided where it is made.
final class ExemplarGate: Sendable {
  /// The span of an eligible measurement.
  struct EligibleSpan {
    let context: SpanContext?
  }

  let clock: any TelemetryClock
  private let filter: ExemplarFilter

  /// Nil when there are no exemplars: then recording pays nothing for them (M-94).
  init?(_ filter: ExemplarFilter, clock: any TelemetryClock) {
    guard filter != .alwaysOff else { return nil }
    self.filter = filter
    self.clock = clock
  }

  /// Not 0 while it is worth asking for ``eligibleSpan``.
  var armed: UnsafePointer<Atomic<Int>> {
    unsafe filter == .alwaysOn ? SampledSpans.always : SampledSpans.possible
  }

  /// Nil when the measurement is not eligible (M-95).
  var eligibleSpan: EligibleSpan? {
    let current = Span.current?.context
    let span = current.flatMap { $0.isValid ? $0 : nil }
    guard filter == .alwaysOn || span?.flags.contains(.sampled) ?? false else { return nil }
    return EligibleSpan(context: span)
  }
}
