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
  /// Nanoseconds from the end of an item to its receipt, in healthy lives.
  private(set) var waits: [UInt64] = []
  /// Seconds from the start of each collector to its first request.
  private(set) var returns: [Double] = []

  init(_ lives: [Life], _ load: Load) {
    spans = Arrivals(of: load.spans)
    logRecords = Arrivals(of: load.logRecords)
    for life in lives { add(life) }
  }

  private mutating func add(_ life: Life) {
    let notes = life.notes()
    let first = notes.first?.receivedAt
    // A life without any request is one the client never came back to.
    returns.append(first.map { Double($0 - min(life.startedAt, $0)) / 1e9 } ?? .infinity)
    var faulty = 0
    for note in notes {
      switch Note.Kind(rawValue: note.kind) {
      case .span: spans.add(note.value)
      case .logRecord: logRecords.add(note.value)
      case .total: total = max(total, note.value)
      case .slowRequest, .unavailableRequest, .exhaustedRequest: faulty += 1
      case .healthyRequest, nil: break
      }
      // What ended before the return has waited for the collector, not for the client.
      guard life.fault == .none, let first, note.endedAt > first + 2_000_000_000 else { continue }
      waits.append(note.receivedAt - min(note.endedAt, note.receivedAt))
    }
    faultyRequests[life.fault, default: []].append(faulty)
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
