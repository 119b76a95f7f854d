import Synchronization

/// What all values of one synchronous instrument share.
///
/// Nothing here is generic: the public instruments reduce their number to its bits and call this.
@safe @usableFromInline package final class InstrumentCore: Sendable {
  package let descriptor: InstrumentDescriptor
  let storages: [SeriesStorage]
  let meter: MeterSwitch
  let exemplars: ExemplarGate?
  private let diagnostics: Diagnostics
  /// The only one, as nearly always; saves walking an array, and counting references to it.
  private let single: Unmanaged<SeriesStorage>?
  /// Not 0 while a measurement may become an exemplar.
  nonisolated(unsafe) let armed: UnsafePointer<Atomic<Int>>
  private let isFloatingPoint: Bool
  private let takesNegative: Bool

  init(
    _ descriptor: InstrumentDescriptor,
    storages: [SeriesStorage],
    meter: MeterSwitch,
    exemplars: ExemplarGate?,
    diagnostics: Diagnostics
  ) {
    self.descriptor = descriptor
    self.storages = storages
    self.meter = meter
    self.exemplars = exemplars
    self.diagnostics = diagnostics
    unsafe single = storages.count == 1 ? Unmanaged.passUnretained(storages[0]) : nil
    unsafe armed = exemplars?.armed ?? SampledSpans.never
    isFloatingPoint = descriptor.isFloatingPoint
    takesNegative = descriptor.kind.takesNegative
  }

  /// Whether recording has any effect (M-18, M-43).
  @usableFromInline var isEnabled: Bool { !storages.isEmpty && meter.isOn }

  /// Records attributes as they were written down.
  @usableFromInline
  func record(_ bits: UInt64, _ literal: UnsafeBufferPointer<(String, AttributeValue)>) {
    guard accepts(bits) else { return refuse(bits) }
    guard let slot = unsafe ThreadSlots.current else {
      return unsafe recordWithoutSlot(bits, AttributeSet(literal))
    }
    let fingerprint = unsafe literal.fingerprint(slot.pointee.seed)
    if let storage = unsafe single {
      let isKnown = unsafe storage._withUnsafeGuaranteedRef { unsafe $0.record(bits, fingerprint, by: slot) }
      if !isKnown { unsafe recordNew(bits, AttributeSet(literal), slot) }
    } else {
      unsafe recordInAll(bits, fingerprint, slot) { unsafe AttributeSet(literal) }
    }
    if isArmed { offer(bits, unsafe AttributeSet(literal)) }
  }

  /// Records attributes that are a set already.
  @usableFromInline
  func record(_ bits: UInt64, _ attributes: AttributeSet) {
    guard accepts(bits) else { return refuse(bits) }
    guard let slot = unsafe ThreadSlots.current else { return recordWithoutSlot(bits, attributes) }
    let fingerprint = attributes.fingerprint
    if let storage = unsafe single {
      let isKnown = unsafe storage._withUnsafeGuaranteedRef { unsafe $0.record(bits, fingerprint, by: slot) }
      if !isKnown { unsafe recordNew(bits, attributes, slot) }
    } else {
      unsafe recordInAll(bits, fingerprint, slot) { attributes }
    }
    if isArmed { offer(bits, attributes) }
  }

  @inline(never)
  private func recordNew(_ bits: UInt64, _ attributes: AttributeSet, _ slot: ThreadSlot.Pointer) {
    for storage in storages { unsafe storage.record(bits, newSeriesOf: attributes, by: slot) }
  }

  @inline(never)
  private func recordInAll(
    _ bits: UInt64,
    _ fingerprint: AttributeFingerprint,
    _ slot: ThreadSlot.Pointer,
    _ attributes: () -> AttributeSet
  ) {
    for storage in storages where unsafe !storage.record(bits, fingerprint, by: slot) {
      unsafe storage.record(bits, newSeriesOf: attributes(), by: slot)
    }
  }

  /// By a thread that got no slot because so many threads have one.
  @inline(never)
  private func recordWithoutSlot(_ bits: UInt64, _ attributes: AttributeSet) {
    for storage in storages { unsafe storage.record(bits, newSeriesOf: attributes, by: nil) }
    if isArmed { offer(bits, attributes) }
  }

  /// Ends the series of `attributes` in every stream.
  @usableFromInline
  func finish(_ attributes: AttributeSet) {
    for storage in storages { storage.finish(attributes) }
  }

  // MARK: Bad values

  @inline(__always)
  func accepts(_ bits: UInt64) -> Bool {
    guard meter.isOn else { return false }
    guard isFloatingPoint else { return takesNegative || Int64(bitPattern: bits) >= 0 }
    let value = Double(bitPattern: bits)
    return value.isFinite && (takesNegative || value >= 0)
  }

  /// Tells once per instrument that a value was dropped, and counts every one (Z-13).
  @inline(never)
  func refuse(_ bits: UInt64) {
    guard isEnabled else { return }
    diagnostics.reportMisuse(of: descriptor, meter, NumberValue(bits, isFloatingPoint: isFloatingPoint))
  }

  // MARK: Exemplars

  /// Whether measurements may become exemplars at the moment.
  @inline(__always)
  var isArmed: Bool { unsafe armed.pointee.load(ordering: .relaxed) != 0 }

  @inline(never)
  func offer(_ bits: UInt64, _ attributes: @autoclosure () -> AttributeSet) {
    guard let gate = exemplars, let span = gate.eligibleSpan else { return }
    let candidate = ExemplarCandidate(
      value: NumberValue(bits, isFloatingPoint: isFloatingPoint),
      attributes: attributes(),
      span: span.context,
      time: gate.clock.now
    )
    for storage in storages { storage.offer(candidate) }
  }
}

extension Diagnostics {
  /// Tells once per instrument that a value was dropped, and counts every one (Z-13).
  func reportMisuse(of instrument: InstrumentDescriptor, _ meter: MeterSwitch, _ value: NumberValue) {
    reportOnce(
      "value:\(instrument.kind.rawValue) \(instrument.name) of \(meter.name)",
      Diagnostic(
        .warning,
        "\(instrument.name): dropped the value \(value.text); a \(instrument.kind.rawValue) takes finite values"
          + (instrument.kind.takesNegative ? "" : " from 0")
      )
    )
  }
}

extension NumberValue {
  fileprivate var text: String {
    switch self {
    case .int(let value): "\(value)"
    case .double(let value): "\(value)"
    }
  }
}
