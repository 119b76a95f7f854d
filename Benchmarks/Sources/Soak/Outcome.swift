import SessionBuddyTelemetry

/// What the collectors noted over all of their lives.
///
/// A request that was taken by a collector and not answered before it was killed is sent again: items are counted by their
/// numbers.
struct Outcome {
  private(set) var spans: Arrivals
  private(set) var logRecords: Arrivals
  /// The highest total of the counter.
  private(set) var total: UInt64 = 0
  /// How many requests of each kind of life met its fault, one count for each life.
  private(set) var faultyRequests: [Fault: [Int]] = [:]
  /// Nanoseconds from the end of an item to its receipt, in healthy lives that have caught up with what waited for them.
  private(set) var waits: [UInt64] = []
  /// The most seconds from a first request until all that waited for it had arrived, in healthy lives.
  private(set) var longestCatchingUp = 0.0
  /// The most seconds a collector was there before the first request came. Lives that end without one count together with
  /// the next.
  private(set) var longestReturn = 0.0
  private var unseen = 0.0

  init(_ lives: [Life], _ load: Load) {
    spans = Arrivals(of: load.spans)
    logRecords = Arrivals(of: load.logRecords)
    for life in lives { add(life) }
  }

  private mutating func add(_ life: Life) {
    let notes = life.notes()
    var faulty = 0
    for note in notes {
      switch Note.Kind(rawValue: note.kind) {
      case .span: spans.add(note.value)
      case .logRecord: logRecords.add(note.value)
      case .total: total = max(total, note.value)
      case .slowRequest, .unavailableRequest, .exhaustedRequest: faulty += 1
      case .healthyRequest, nil: break
      }
    }
    faultyRequests[life.fault, default: []].append(faulty)
    addReturn(of: life, notes.first?.receivedAt)
    if life.fault == .none, let first = notes.first?.receivedAt { addWaits(notes, since: first) }
  }

  private mutating func addReturn(of life: Life, _ first: UInt64?) {
    let found = max(first ?? life.endedAt, life.startedAt)
    let seconds = unseen + Double(found - life.startedAt) / 1e9
    longestReturn = max(longestReturn, seconds)
    unseen = first == nil ? seconds : 0
  }

  /// What ended before the return has waited for the collector, and what came while that was sent has waited behind it.
  private mutating func addWaits(_ notes: [Note], since first: UInt64) {
    let items = notes.filter { $0.endedAt > 0 }
    let caughtUp = items.reduce(first) { $1.endedAt < first ? max($0, $1.receivedAt) : $0 }
    longestCatchingUp = max(longestCatchingUp, Double(caughtUp - first) / 1e9)
    for item in items where item.endedAt > max(caughtUp, first + 1_000_000_000) {
      waits.append(item.receivedAt - min(item.endedAt, item.receivedAt))
    }
  }

  /// Whether the ledger knows all that was recorded, and claims no more than was taken.
  func agrees(with ledger: Ledger, _ load: Load) -> Bool {
    ledger.addsUp
      && ledger.accepted.spans == UInt64(load.spans)
      && ledger.accepted.logRecords == UInt64(load.logRecords)
      && ledger.exported.spans <= UInt64(spans.distinct)
      && ledger.exported.logRecords <= UInt64(logRecords.distinct)
  }
}

/// Which of the items numbered from 0 have arrived.
struct Arrivals {
  private var isThere: [Bool]
  private(set) var distinct = 0
  private(set) var repeated = 0

  init(of count: Int) {
    isThere = Array(repeating: false, count: count)
  }

  mutating func add(_ number: UInt64) {
    guard number < isThere.count else { return }
    if isThere[Int(number)] { repeated += 1 } else { distinct += 1 }
    isThere[Int(number)] = true
  }

  /// How much of what was recorded has arrived, in hundredths.
  var share: Double { Double(distinct) / Double(isThere.count) * 100 }
  var recorded: Int { isThere.count }
}
