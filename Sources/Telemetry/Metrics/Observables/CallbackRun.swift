import Synchronization

/// What the program says about an instrument in one run of a callback, in the order in which it says it.
struct Observations: Sendable {
  private(set) var values: [(attributes: AttributeSet, bits: UInt64)] = []
  private var places: [AttributeSet: Int] = [:]

  /// A second value for the same attributes replaces the first (M-26).
  mutating func set(_ bits: UInt64, _ attributes: AttributeSet) {
    if let place = places[attributes] {
      values[place].bits = bits
    } else {
      places[attributes] = values.count
      values.append((attributes, bits))
    }
  }

  mutating func merge(_ other: Observations) {
    // As nearly always: one callback observes an instrument.
    if values.isEmpty {
      self = other
      return
    }
    for (attributes, bits) in other.values { set(bits, attributes) }
  }
}

/// One run of one callback: takes observations until the callback has returned or its time is over.
final class CallbackRun: Sendable {
  private struct State {
    var isOpen = true
    var observations: [ObjectIdentifier: Observations] = [:]
  }

  private let allowed: Set<ObjectIdentifier>
  private let diagnostics: Diagnostics
  private let state = Mutex(State())

  init(for instruments: [ObservableCore], diagnostics: Diagnostics) {
    allowed = Set(instruments.map(ObjectIdentifier.init))
    self.diagnostics = diagnostics
  }

  func observe(_ bits: UInt64, _ attributes: AttributeSet, of core: ObservableCore) {
    let name = core.descriptor.name
    guard allowed.contains(ObjectIdentifier(core)) else {
      return diagnostics.reportOnce(
        "undeclared:\(name)",
        Diagnostic(.warning, "\(name): observed by a callback that was not registered for it; dropped")
      )
    }
    guard core.isEnabled else { return }
    guard core.accepts(NumberValue(bits, isFloatingPoint: core.descriptor.isFloatingPoint)) else { return }
    let isTaken = state.withLock { state in
      if state.isOpen {
        state.observations[ObjectIdentifier(core), default: Observations()].set(bits, attributes)
      }
      return state.isOpen
    }
    if !isTaken {
      diagnostics.reportOnce(
        "late:\(name)",
        Diagnostic(
          .warning, "\(name): observed after its callback had returned, or had been given up; dropped")
      )
    }
  }

  /// What was observed; nothing is taken from now on.
  func close() -> [ObjectIdentifier: Observations] {
    state.withLock { state in
      state.isOpen = false
      defer { state.observations = [:] }
      return state.observations
    }
  }
}
