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

  /// Not 0 while it is worth asking for ``eligibleSpan``.
  var armed: UnsafePointer<Atomic<Int>> {
    unsafe filter == .alwaysOn ? SampledSpans.always : sampledSpans.pointer
  }

  /// Nil when the measurement is not eligible (M-95).
  var eligibleSpan: EligibleSpan? {
    let current = Span.current?.context
    let span = current.flatMap { $0.isValid ? $0 : nil }
    guard filter == .alwaysOn || span?.flags.contains(.sampled) ?? false else { return nil }
    return EligibleSpan(context: span)
  }
}

/// How many sampled spans there may be: while there is none, none is current, and nobody has to look.
///
/// The number stands in memory that is never given back, so that recorders can read it without holding anything.
@safe final class SampledSpans: Sendable {
  static let process = SampledSpans()
  /// Where there are exemplars whatever the spans.
  nonisolated(unsafe) static let always = unsafe UnsafePointer(number(1))
  /// Where there are no exemplars.
  nonisolated(unsafe) static let never = unsafe UnsafePointer(number(0))

  private nonisolated(unsafe) let count = unsafe SampledSpans.number(0)

  var pointer: UnsafePointer<Atomic<Int>> { unsafe UnsafePointer(count) }

  private let expectsUnseen = Atomic(false)

  /// From now on there may always be a sampled span: one that only carries an identity is a value, whose end nobody sees.
  func expectUnseen() {
    guard !expectsUnseen.load(ordering: .relaxed) else { return }
    if !expectsUnseen.exchange(true, ordering: .relaxed) { add(1) }
  }

  func add(_ difference: Int) {
    unsafe count.pointee.wrappingAdd(difference, ordering: .relaxed)
  }

  private static func number(_ value: Int) -> UnsafeMutablePointer<Atomic<Int>> {
    let pointer = UnsafeMutablePointer<Atomic<Int>>.allocate(capacity: 1)
    unsafe pointer.initialize(to: Atomic(value))
    return unsafe pointer
  }
}
