import Synchronization

/// What a provider has made for each scope, and how the program wants those parts to be configured.
///
/// One part per scope, so that what the tracers or loggers of a scope produce travels together. The configurator
/// is the program's code, and asked outside the lock.
final class ScopeCores<Core: Sendable, Configuration: Sendable>: Sendable {
  typealias Configurator = @Sendable (InstrumentationScope) -> Configuration?

  private struct State {
    var cores: [InstrumentationScope: Core] = [:]
    var configurator: Configurator
    /// How often the configurator was replaced.
    var generation = 0
    var isShutDown = false
  }

  private let state: Mutex<State>

  init(_ configurator: @escaping Configurator) {
    state = Mutex(State(configurator: configurator))
  }

  /// That of `scope`, made when it is new; nil after the shutdown.
  func core(of scope: InstrumentationScope, orMake make: (Configuration?) -> Core) -> Core? {
    while true {
      let (known, configurator, generation, isShutDown) = state.withLock { state in
        (state.cores[scope], state.configurator, state.generation, state.isShutDown)
      }
      if isShutDown { return nil }
      if let known { return known }
      let new = make(configurator(scope))
      let core = state.withLock { state -> Core? in
        if let known = state.cores[scope] { return known }
        // Replaced meanwhile: what it said counts no more.
        guard state.generation == generation else { return nil }
        state.cores[scope] = new
        return new
      }
      if let core { return core }
    }
  }

  /// Replaces the configurator, and lets `apply` tell the parts there are what the new one says.
  func configure(_ configurator: @escaping Configurator, _ apply: (Core, Configuration?) -> Void) {
    let (cores, generation) = state.withLock { state in
      state.configurator = configurator
      state.generation += 1
      return (state.cores, state.generation)
    }
    let answers = cores.map { scope, core in (core, configurator(scope)) }
    state.withLock { state in
      // Who has replaced it meanwhile knows better.
      guard state.generation == generation else { return }
      for (core, configuration) in answers { apply(core, configuration) }
    }
  }

  /// Whether this is the first shutdown; nothing is made any more from then on.
  func shutDown() -> Bool {
    state.withLock { state in
      defer { state.isShutDown = true }
      return !state.isShutDown
    }
  }
}
