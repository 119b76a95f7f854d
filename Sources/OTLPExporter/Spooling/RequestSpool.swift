import OTLPEncoding
import Spool
import Synchronization
import Telemetry
import WireFormat

/// The disk as a delivery sees it: takes requests that memory must not keep, and hands them out again.
///
/// All work happens on the worker, never on a thread that records. What goes wrong is told once, and tried again after a
/// minute, or a few seconds if it was locked; until then it is as if there were no spool.
final class RequestSpool: Sendable {
  private let directory: String
  private let options: SpoolOptions
  private let destination: String
  private let clock: any TelemetryClock
  private let book: LedgerBook
  private let diagnostics: DeliveryDiagnostics
  private let state = Mutex(SpoolState())

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
    return state.withLock { !$0.isClosed && !$0.isResting(.writing, at: now) }
  }

  /// When to look for requests of `signal`; nil for never.
  func due(_ signal: TelemetrySignal) -> Instant? {
    state.withLock { $0.due(signal) }
  }

  /// Until when requests of `signal` are left in memory, since older ones are on disk and cannot be had for a moment.
  func heldUntil(_ signal: TelemetrySignal) -> Instant? {
    guard signal == .metrics, let end = state.withLock({ $0.heldUntil }) else { return nil }
    return book.spooledCount(of: signal) > 0 ? end : nil
  }

  /// Stores a request, which is to be booked then; false when it could not.
  func store(_ request: EncodedRequest) -> Bool {
    let stored = SpoolRequest(
      request.signal.inSpool, for: destination, itemCount: request.itemCount, bytes: request.bytes)
    guard let losses = attempt(.writing, { (spool) throws(SpoolError) in try spool.store(stored) }) else {
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
    let claim = attempt(.reading) { (spool) throws(SpoolError) in
      try spool.claim(signal.inSpool, for: destination, atMost: 0)
    }
    guard let claim else { return nil }
    give(up: claim.losses)
    let first = claim.requests.first
    state.withLock {
      $0.found(one: first != nil, of: signal, behindOthers: claim.isBehindOthers, at: clock.instant)
    }
    guard let first else { return nil }
    if first.isOwn { state.withLock { $0.claimed[first.id] = (signal, first.request.itemCount) } }
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
  func refuse(
    _ spot: SpoolSpot, _ count: Int, of signal: TelemetrySignal, because reason: DropReason, cause: String
  ) {
    book.dropSpooled(count, of: signal, because: reason, cause: cause, isOwn: spot.isOwn)
    confirm(spot)
  }

  /// Leaves a request on disk for later.
  func giveBack(_ spot: SpoolSpot) {
    state.withLock { $0.returned.append(spot.id) }
    _ = attempt(.reading) { (_) throws(SpoolError) in () }
  }

  /// The same, when there was no room for it in memory.
  func putOff(_ spot: SpoolSpot, of signal: TelemetrySignal) {
    giveBack(spot)
    let later = clock.instant.advanced(by: .seconds(1))
    state.withLock { $0.nextLook[signal] = later }
  }

  /// Ends the use of the file; what is claimed is free for others, and what the collector has answered for is not sent again.
  func close() {
    if state.withLock({ !$0.isClosed && !$0.answered.isEmpty }) {
      _ = attempt(.reading) { (_) throws(SpoolError) in () }
    }
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
    let isReplaced = attempt(.writing) { (spool) throws(SpoolError) in
      try spool.replace(spot.id, with: stored)
    }
    guard isReplaced == true else { return false }
    state.withLock { ($0.nextLook[signal], $0.claimed[spot.id]) = (nil, nil) }
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
    _ = attempt(.reading) { (_) throws(SpoolError) in () }
  }

  /// Tells the file what has become of claimed requests.
  private func settleClaims(in spool: Spool) throws(SpoolError) {
    let (answered, returned) = state.withLock { ($0.answered, $0.returned) }
    if !answered.isEmpty { _ = try spool.confirm(answered) }
    if !returned.isEmpty { _ = try spool.giveBack(returned) }
    state.withLock { $0.forget(answered: answered, returned: returned) }
  }

  private func attempt<Value>(_ use: SpoolState.Use, _ body: (Spool) throws(SpoolError) -> Value) -> Value? {
    do throws(SpoolError) {
      guard let spool = try open() else { return nil }
      try settleClaims(in: spool)
      let value = try body(spool)
      noteSuccess(use)
      return value
    } catch {
      fail(use, error)
      return nil
    }
  }

  private func open() throws(SpoolError) -> Spool? {
    let (known, former, isClosed) = state.withLock { ($0.spool, $0.formerOwner, $0.isClosed) }
    if let known { return known }
    guard !isClosed else { return nil }
    let clock = clock
    let spool = try Spool.open(at: directory, options: options, as: former) {
      clock.now.nanosecondsSinceEpoch
    }
    if let notice = spool.notice { diagnostics.report(Diagnostic(.warning, notice)) }
    if former != nil { try bookLosses(in: spool) }
    state.withLock { ($0.spool, $0.formerOwner) = (spool, nil) }
    return spool
  }

  /// Books what was lost with a file that was damaged meanwhile. What is claimed is settled as if it were still there.
  private func bookLosses(in spool: Spool) throws(SpoolError) {
    let (claimed, answered) = state.withLock { ($0.claimed, $0.answered) }
    let found = try spool.ownCounts(without: claimed.keys)
    // What is answered has left the books already.
    let open = claimed.filter { !answered.contains($0.key) }.values
    for signal in TelemetrySignal.allCases {
      let held = open.reduce(0) { $0 + ($1.signal == signal ? $1.items : 0) }
      let lost = Int(clamping: book.snapshot.spooled[signal]) - held - (found[signal.inSpool]?.items ?? 0)
      book.dropSpooled(lost, of: signal, because: .spoolDamaged, isOwn: true)
    }
  }

  private func noteSuccess(_ use: SpoolState.Use) {
    guard state.withLock({ $0.succeed(use) }) else { return }
    diagnostics.report(Diagnostic(.info, "\(directory): the spool works again"))
  }

  private func fail(_ use: SpoolState.Use, _ error: SpoolError) {
    let isToTell = state.withLock { $0.fail(use, error.reason, at: clock.instant) }
    switch error.reason {
    case .tooLarge, .allClaimed:
      diagnostics.reportOnce("spool:room", of: "spool:room", Diagnostic(.warning, "\(error)"))
    default:
      guard isToTell else { return }
      let isTold = diagnostics.report(Diagnostic(.warning, "\(error); telemetry is kept in memory alone"))
      state.withLock { $0.isFailureTold = isTold }
    }
  }
}
