import OTLPEncoding
import Spool
import Synchronization
import Telemetry
import WireFormat

/// The disk as a delivery sees it: takes requests that memory must not keep, and hands them out again.
///
/// All work happens on the worker, never on a thread that records. What goes wrong is told once, and tried again after a
/// minute; until then it is as if there were no spool.
final class RequestSpool: Sendable {
  /// How long to leave alone a spool that refuses, or that had nothing.
  private static let pause = Duration.seconds(60)

  private struct State {
    var spool: Spool?
    var isClosed = false
    /// Whether the last call failed.
    var isFailing = false
    /// When to try again after a failure.
    var nextTry = Instant(nanoseconds: 0)
    /// When to look again for requests of a signal.
    var nextLook: [TelemetrySignal: Instant] = [:]
    /// Claimed requests that the collector has answered for, and those that it has not, until the file knows; no more than
    /// one of each signal, since nothing is claimed while the file refuses.
    var answered: [Int64] = []
    var returned: [Int64] = []
  }

  private let directory: String
  private let options: SpoolOptions
  private let destination: String
  private let clock: any TelemetryClock
  private let book: LedgerBook
  private let diagnostics: DeliveryDiagnostics
  private let state = Mutex(State())

  /// Opens nothing yet.
  init(
    in directory: String,
    _ options: OTLPExporterOptions,
    clock: any TelemetryClock,
    book: LedgerBook,
    diagnostics: DeliveryDiagnostics
  ) {
    self.directory = directory
    self.options = options.spool
    destination = options.target
    self.clock = clock
    self.book = book
    self.diagnostics = diagnostics
  }

  /// Whether it makes sense to store something now.
  var isUsable: Bool {
    let now = clock.instant
    return state.withLock { !$0.isClosed && $0.nextTry <= now }
  }

  /// When to look for requests of `signal`; nil for never.
  func due(_ signal: TelemetrySignal) -> Instant? {
    state.withLock { state in
      state.isClosed ? nil : max(state.nextTry, state.nextLook[signal] ?? Instant(nanoseconds: 0))
    }
  }

  /// Stores a request, which is to be booked then; false when it could not.
  func store(_ request: EncodedRequest) -> Bool {
    let stored = SpoolRequest(
      request.signal.inSpool, for: destination, itemCount: request.itemCount, bytes: request.bytes)
    guard let losses = attempt({ (spool) throws(SpoolError) in try spool.store(stored) }) else {
      return false
    }
    give(up: losses)
    state.withLock { $0.nextLook[request.signal] = nil }
    return true
  }

  /// Books the items of a request that was stored.
  func book(_ request: EncodedRequest) {
    book.spool(request.itemCount, of: request.signal)
  }

  /// Claims the oldest request of a signal; nil when there is none.
  func next(_ signal: TelemetrySignal) -> (request: EncodedRequest, place: SpoolSpot)? {
    let destination = destination
    let claim = attempt { (spool) throws(SpoolError) in
      try spool.claim(signal.inSpool, for: destination, atMost: 0)
    }
    guard let claim else { return nil }
    give(up: claim.losses)
    guard let first = claim.requests.first else {
      let later = clock.instant.advanced(by: Self.pause)
      state.withLock { $0.nextLook[signal] = later }
      return nil
    }
    let request = EncodedRequest(
      signal: signal, itemCount: first.request.itemCount, parts: [Chunk(copying: first.request.bytes)])
    return (request, SpoolSpot(id: first.id, isOwn: first.isOwn))
  }

  /// The collector answered for a request: it kept all but `rejected` of its items.
  func settle(_ spot: SpoolSpot, _ count: Int, rejected: Int, of signal: TelemetrySignal) {
    book.settleSpooled(count, rejected: rejected, of: signal, isOwn: spot.isOwn)
    confirm(spot)
  }

  /// The collector will never take a request.
  func refuse(_ spot: SpoolSpot, _ count: Int, of signal: TelemetrySignal, because reason: DropReason) {
    book.dropSpooled(count, of: signal, because: reason, isOwn: spot.isOwn)
    confirm(spot)
  }

  /// Leaves a request on disk for later.
  func giveBack(_ spot: SpoolSpot) {
    state.withLock { $0.returned.append(spot.id) }
    _ = attempt { (_) throws(SpoolError) in () }
  }

  /// The same, when there was no room for it in memory.
  func putOff(_ spot: SpoolSpot, of signal: TelemetrySignal) {
    giveBack(spot)
    let later = clock.instant.advanced(by: .seconds(1))
    state.withLock { $0.nextLook[signal] = later }
  }

  /// Ends the use of the file; what is claimed is free for others.
  func close() {
    state.withLock { state in
      state.isClosed = true
      state.spool = nil
    }
  }

  /// Puts `pieces` in the place of a request, whose items stay spooled; false when that could not be stored.
  func replace(_ spot: SpoolSpot, with pieces: [EncodedRequest], of signal: TelemetrySignal) -> Bool {
    let stored = pieces.map { piece in
      SpoolRequest(signal.inSpool, for: destination, itemCount: piece.itemCount, bytes: piece.bytes)
    }
    let isReplaced = attempt { (spool) throws(SpoolError) in try spool.replace(spot.id, with: stored) }
    guard isReplaced == true else { return false }
    state.withLock { $0.nextLook[signal] = nil }
    return true
  }

  /// Items of a request on disk that are given up, while the others stay.
  func drop(_ count: Int, from spot: SpoolSpot, of signal: TelemetrySignal, because reason: DropReason) {
    book.dropSpooled(count, of: signal, because: reason, isOwn: spot.isOwn)
  }

  private func give(up losses: [SpoolLoss]) {
    for loss in losses {
      let signal = TelemetrySignal(loss.signal)
      book.dropSpooled(loss.items, of: signal, because: loss.reason.dropReason, isOwn: loss.isOwn)
      let text =
        "the spool gave up \(loss.requests) requests of \(signal.rawValue) (\(loss.reason.dropReason))"
      let kind = "spool:\(signal):\(loss.reason)"
      diagnostics.reportOnce(kind, of: kind, Diagnostic(.warning, text))
    }
  }

  private func confirm(_ spot: SpoolSpot) {
    state.withLock { $0.answered.append(spot.id) }
    _ = attempt { (_) throws(SpoolError) in () }
  }

  /// Tells the file what has become of claimed requests.
  private func settleClaims(in spool: Spool) throws(SpoolError) {
    let (answered, returned) = state.withLock { ($0.answered, $0.returned) }
    if !answered.isEmpty { _ = try spool.confirm(answered) }
    if !returned.isEmpty { _ = try spool.giveBack(returned) }
    state.withLock { state in
      state.answered.removeAll(where: answered.contains)
      state.returned.removeAll(where: returned.contains)
    }
  }

  private func attempt<Value>(_ body: (Spool) throws(SpoolError) -> Value) -> Value? {
    do throws(SpoolError) {
      guard let spool = try open() else { return nil }
      try settleClaims(in: spool)
      let value = try body(spool)
      let wasFailing = state.withLock { state in
        defer { state.isFailing = false }
        return state.isFailing
      }
      if wasFailing { diagnostics.report(Diagnostic(.info, "\(directory): the spool works again")) }
      return value
    } catch {
      fail(error)
      return nil
    }
  }

  private func open() throws(SpoolError) -> Spool? {
    let (known, isClosed) = state.withLock { ($0.spool, $0.isClosed) }
    if let known { return known }
    guard !isClosed else { return nil }
    let clock = clock
    let spool = try Spool.open(at: directory, options: options) { clock.now.nanosecondsSinceEpoch }
    if let notice = spool.notice { diagnostics.report(Diagnostic(.warning, notice)) }
    state.withLock { $0.spool = spool }
    return spool
  }

  private func fail(_ error: SpoolError) {
    switch error.reason {
    case .tooLarge:
      // Another request may fit.
      return diagnostics.reportOnce("spool:room", of: "spool:room", Diagnostic(.warning, "\(error)"))
    case .allClaimed:
      // In a moment there may be room.
      let later = clock.instant.advanced(by: .seconds(1))
      state.withLock { $0.nextTry = later }
      return diagnostics.reportOnce("spool:room", of: "spool:room", Diagnostic(.warning, "\(error)"))
    default: break
    }
    let later = clock.instant.advanced(by: Self.pause)
    let isNew = state.withLock { state in
      defer { state.isFailing = true }
      state.nextTry = later
      // Opening it again is what finds out whether the file has to be moved aside.
      // What is claimed belongs to the file that is given up.
      if case .damaged = error.reason { (state.spool, state.answered, state.returned) = (nil, [], []) }
      return !state.isFailing
    }
    guard isNew else { return }
    diagnostics.report(Diagnostic(.warning, "\(error); telemetry is kept in memory alone"))
  }
}
