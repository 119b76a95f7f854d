/// An encoded request that could not be delivered, and what is needed to send it later.
package struct SpoolRequest: Hashable, Sendable {
  /// What kind of items the request holds; the numbers stand in the file.
  package enum Signal: Int64, CaseIterable, Sendable {
    case metrics = 1
    case traces = 2
    case logs = 3
  }

  /// What a request costs of ``SpoolOptions/maximumBytes`` besides its bytes: its row and its places in the indexes.
  package static let overhead = 128

  /// Which service of the collector it is for.
  package var signal: Signal
  /// Which collector it is for, in the words of the caller; what was meant for one is never handed out for another.
  package var destination: String
  /// How many data points, spans or log records it holds.
  package var itemCount: Int
  /// The message as it is sent.
  package var bytes: [UInt8]

  /// A request that holds `itemCount` items in `bytes`.
  package init(_ signal: Signal, for destination: String, itemCount: Int, bytes: [UInt8]) {
    self.signal = signal
    self.destination = destination
    self.itemCount = itemCount
    self.bytes = bytes
  }

  /// What it takes of the budget.
  var cost: Int { bytes.count + Self.overhead }
}

/// A request that this spool has claimed: no other one hands it out until it is given back.
package struct SpooledRequest: Hashable, Sendable {
  /// Its number in the file, by which it is confirmed or given back; never used twice.
  package let id: Int64
  /// Its place in the queue.
  let turn: Int64
  /// Who has stored it.
  let storedBy: Int64
  /// What was stored.
  package let request: SpoolRequest
  /// When it was stored, in nanoseconds since 1970.
  package let storedAt: UInt64
  /// Whether this spool has stored it, and not another process or an earlier run.
  package let isOwn: Bool
}
