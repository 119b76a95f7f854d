import OTLPReceiver
import Synchronization
import Telemetry

/// The script of a fake collector and its memory; outlives each of its servers.
final class Record: Sendable {
  private struct State {
    var answers: [CollectorAnswer]
    var answersBySignal: [TelemetrySignal: [CollectorAnswer]] = [:]
    /// Has the answer once none of the others is left.
    var decide: @Sendable (ReceivedRequest) -> CollectorAnswer
    var exchanges: [FakeCollector.Exchange] = []
    var tally = Tally()
    var bells: [Int: Signal] = [:]
    var nextTicket = 0
  }

  /// What all exchanges come to, kept or not.
  struct Tally {
    var requests: [TelemetrySignal: Int] = [:]
    var accepted = ItemCounts()
    var rejected = ItemCounts()
    var unkept = 0

    mutating func count(_ exchange: FakeCollector.Exchange) {
      let (signal, items) = (exchange.request.signal, exchange.request.itemCount)
      requests[signal, default: 0] += 1
      accepted[signal] += UInt64(exchange.answer.accepted(of: items))
      rejected[signal] += UInt64(exchange.answer.rejected(of: items))
    }
  }

  private let state: Mutex<State>
  private let limit: Int

  init(answers: [CollectorAnswer], otherwise: CollectorAnswer, limit: Int) {
    state = Mutex(State(answers: answers) { _ in otherwise })
    self.limit = limit
  }

  var exchanges: [FakeCollector.Exchange] { state.withLock(\.exchanges) }
  var tally: Tally { state.withLock(\.tally) }

  func add(_ answers: [CollectorAnswer], for signal: TelemetrySignal?) {
    state.withLock { state in
      if let signal {
        state.answersBySignal[signal, default: []] += answers
      } else {
        state.answers += answers
      }
    }
  }

  func decide(_ decide: @escaping @Sendable (ReceivedRequest) -> CollectorAnswer) {
    state.withLock { $0.decide = decide }
  }

  /// Decides the next answer, keeps the exchange, and wakes whoever waits.
  @discardableResult
  func answer(_ request: ReceivedRequest) -> CollectorAnswer {
    let (scripted, decide) = state.withLock { (takeAnswer(to: request.signal, &$0), $0.decide) }
    // Asked without the lock, since it may look at what arrived before.
    let answer = scripted ?? decide(request)
    let exchange = FakeCollector.Exchange(request: request, answer: answer)
    let bells = state.withLock { state in
      state.tally.count(exchange)
      if state.exchanges.count < limit {
        state.exchanges.append(exchange)
      } else {
        state.tally.unkept += 1
      }
      return Array(state.bells.values)
    }
    for bell in bells { bell.raise() }
    return answer
  }

  func register(_ bell: Signal) -> Int {
    state.withLock { state in
      state.nextTicket += 1
      state.bells[state.nextTicket] = bell
      return state.nextTicket
    }
  }

  func unregister(_ ticket: Int) {
    _ = state.withLock { $0.bells.removeValue(forKey: ticket) }
  }

  private func takeAnswer(to signal: TelemetrySignal, _ state: inout State) -> CollectorAnswer? {
    if let next = state.answersBySignal[signal]?.first {
      state.answersBySignal[signal]?.removeFirst()
      return next
    }
    return state.answers.isEmpty ? nil : state.answers.removeFirst()
  }
}
