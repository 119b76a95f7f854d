import Synchronization

/// Work that is done side by side, each piece on a thread of its own: a slow one takes no time from the others.
package final class SideWork: Sendable {
  private struct State {
    var underWay = 0
    var isDone = true
  }

  private let clock: any TelemetryClock
  private let signal = Signal()
  private let state = Mutex(State())

  package init(clock: any TelemetryClock) {
    self.clock = clock
  }

  /// Does all of `pieces`; false when one has returned false, or has not returned by `deadline`.
  ///
  /// One alone is done by the calling thread.
  package static func all(
    _ pieces: [@Sendable () -> Bool],
    until deadline: Instant,
    _ clock: any TelemetryClock
  ) -> Bool {
    if pieces.count == 1 { return pieces[0]() }
    let work = SideWork(clock: clock)
    for piece in pieces { work.begin(piece) }
    return work.wait(until: deadline)
  }

  /// Begins `piece`, on the calling thread if the system has no other to give.
  package func begin(_ piece: @escaping @Sendable () -> Bool) {
    state.withLock { $0.underWay += 1 }
    let run = { @Sendable [self] in end(piece()) }
    if !WorkerThread.start(named: "otel-shutdown", run) { run() }
  }

  private func end(_ isDone: Bool) {
    state.withLock { state in
      state.underWay -= 1
      state.isDone = state.isDone && isDone
    }
    signal.raise()
  }

  /// Waits for what was begun; false when a piece has returned false, or has not returned by `deadline`. One thread waits.
  package func wait(until deadline: Instant) -> Bool {
    while true {
      let (isOver, isDone) = state.withLock { ($0.underWay == 0, $0.isDone) }
      if isOver { return isDone }
      guard clock.instant < deadline else { return false }
      clock.wait(for: signal, until: deadline)
    }
  }
}
