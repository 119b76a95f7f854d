import Synchronization
import Telemetry

/// The kinds of results Session-Buddy knows, and one for all it may learn.
enum ResultKind: String, CaseIterable, Sendable {
  case conversation
  case reflection
  case insight
  case other

  init(_ text: String) {
    self = ResultKind(rawValue: text) ?? .other
  }

  var index: Int {
    switch self {
    case .conversation: 0
    case .reflection: 1
    case .insight: 2
    case .other: 3
    }
  }
}

/// Records search interactions.
final class InteractionRecorder: Sendable {
  private struct State: Sendable {
    var window = SearchWindow()
    var turn = Turn<SearchWindow.Rates>()
  }

  private let interactions: Counter<Int64>
  private let dwellTime: Histogram<Double>
  private let clickedPosition: Histogram<Double>
  private let similarity: Histogram<Double>
  private let clickThroughRate: Gauge<Double>
  private let successThreshold: Gauge<Double>
  private let typePreference: Gauge<Double>

  private let byKind: [AttributeSet]
  private let byKindAndClick: [AttributeSet]
  private let state = Mutex(State())

  init(_ meter: Meter) {
    interactions = meter.counter(InstrumentCatalogue.interactions)
    dwellTime = meter.histogram(InstrumentCatalogue.dwellTime)
    clickedPosition = meter.histogram(InstrumentCatalogue.clickedPosition)
    similarity = meter.histogram(InstrumentCatalogue.similarity)
    clickThroughRate = meter.gauge(InstrumentCatalogue.clickThroughRate)
    successThreshold = meter.gauge(InstrumentCatalogue.successThreshold)
    typePreference = meter.gauge(InstrumentCatalogue.typePreference)
    byKind = ResultKind.allCases.map { [AttributeKey.resultType: .string($0.rawValue)] }
    byKindAndClick = ResultKind.allCases.flatMap { kind in
      [false, true].map { clicked in
        [AttributeKey.resultType: .string(kind.rawValue), AttributeKey.clicked: .bool(clicked)]
      }
    }
  }

  /// Records `interaction` and returns the values that were not plausible.
  func record(_ interaction: ResultInteraction) -> [DroppedValueReason: Int] {
    let kind = ResultKind(interaction.resultType)
    let attributes = byKind[kind.index]
    var check = PlausibilityCheck()
    interactions.add(1, byKindAndClick[kind.index * 2 + (interaction.clicked ? 1 : 0)])
    let similar = check.accept(similarity: interaction.similarityScore)
    if let similar { similarity.record(similar, attributes) }
    if interaction.clicked {
      if let position = check.accept(interaction.position, as: .position, in: Plausible.position) {
        clickedPosition.record(Double(position), attributes)
      }
      let seconds = interaction.dwellTimeMilliseconds.map { Double($0) / 1_000 }
      if let seconds = check.accept(seconds, as: .dwellTime, in: Plausible.dwellSeconds) {
        dwellTime.record(seconds, attributes)
      }
    }
    updateRates(SearchWindow.Entry(kind: kind, isClicked: interaction.clicked, similarity: similar))
    return check.dropped
  }

  private func updateRates(_ entry: SearchWindow.Entry) {
    var next = state.withLock { state in
      state.window.append(entry)
      return state.turn.take(toShow: state.window.rates)
    }
    while let rates = next {
      show(rates)
      next = state.withLock { $0.turn.next() }
    }
  }

  private func show(_ rates: SearchWindow.Rates) {
    clickThroughRate.record(rates.clickThrough)
    successThreshold.record(rates.successThreshold)
    for kind in ResultKind.allCases {
      if let share = rates.share(of: kind) { typePreference.record(share, byKind[kind.index]) }
    }
  }
}
