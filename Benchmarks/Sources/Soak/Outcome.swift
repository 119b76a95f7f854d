import SessionBuddyTelemetry

/// What the collectors noted over all of their lives, beside the ledger.
///
/// A request that was taken by a collector and not answered before it was killed is sent again: spans are counted by their ids.
struct Outcome {
  private let ledger: Ledger
  private let load: Load
  private let delivered: Int
  private let duplicates: Int
  private let total: UInt64
  private var waits: [UInt64] = []
  private var returns: [Double] = []

  init(_ lives: [Life], _ ledger: Ledger, _ load: Load) {
    self.ledger = ledger
    self.load = load
    var ids: Set<UInt64> = []
    var count = 0
    var total: UInt64 = 0
    for life in lives {
      let notes = life.notes()
      // A life without any request is one the client never came back to.
      let first = notes.first?.receivedAt
      returns.append(first.map { Double($0 - life.startedAt) / 1e9 } ?? .infinity)
      for note in notes where note.id > Note.total {
        count += 1
        ids.insert(note.id)
        // What ended after the return did not wait for it.
        guard life.fault == "none", let first, note.value > first + 2_000_000_000 else { continue }
        waits.append(note.receivedAt - min(note.value, note.receivedAt))
      }
      total = notes.reduce(total) { $1.id == Note.total ? max($0, $1.value) : $0 }
    }
    delivered = ids.count
    duplicates = count - ids.count
    self.total = total
  }

  /// Whether the ledger knows all that was recorded, and claims no more than was taken.
  var addsUp: Bool {
    ledger.addsUp && ledger.accepted.spans == UInt64(load.spans) && UInt64(delivered) >= ledger.exported.spans
  }

  /// How much of what was recorded has arrived, in hundredths.
  var share: Double { Double(delivered) / Double(load.spans) * 100 }

  func print(goal: Double) {
    Swift.print("| what | figure | goal |\n|---|---:|---:|")
    row("spans delivered", share, "% of \(load.spans)", "≥ \(goal)")
    row("spans delivered twice", Double(duplicates), "", "–")
    row("total of the counter", Double(total) / Double(load.additions) * 100, "% of \(load.additions)", "100")
    row("95th percentile from end to receipt, healthy", percentile(95, of: waits) / 1e6, "ms", "< 500")
    row("longest return to a new collector", returns.max() ?? 0, "s", "≤ 12")
  }
}
