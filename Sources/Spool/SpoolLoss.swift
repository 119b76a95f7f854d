/// Requests that the spool gave up, summed up for the ledger of the caller.
package struct SpoolLoss: Hashable, Sendable {
  /// Why requests were given up.
  package enum Reason: Hashable, Sendable {
    /// They were the oldest, and newer ones needed the room.
    case evicted
    /// They were older than ``SpoolOptions/maximumAge``.
    case expired
    /// Their bytes are not the ones that were stored.
    case damaged
  }

  /// Why.
  package let reason: Reason
  /// What kind of items they held.
  package let signal: SpoolRequest.Signal
  /// Whether this spool had stored them; only then do they stand in the ledger of this process.
  package let isOwn: Bool
  /// How many requests.
  package var requests: Int
  /// How many items they held together.
  package var items: Int

  /// So many of them.
  package init(_ reason: Reason, _ signal: SpoolRequest.Signal, isOwn: Bool, requests: Int, items: Int) {
    self.reason = reason
    self.signal = signal
    self.isOwn = isOwn
    self.requests = requests
    self.items = items
  }
}

/// What a call handed out, and what it gave up on the way.
package struct SpoolClaim: Sendable {
  /// The oldest requests first.
  package internal(set) var requests: [SpooledRequest] = []
  /// What was too old or damaged.
  package internal(set) var losses: [SpoolLoss] = []
  /// Whether nothing is handed out, though metrics are there that this spool has stored: others are sending them, or what
  /// comes before them.
  package internal(set) var isBehindOthers = false
}

/// What a spool holds for one signal, claimed or not, of all processes and for all collectors.
package struct SpoolCounts: Hashable, Sendable {
  /// How many requests.
  package internal(set) var requests = 0
  /// How many items they hold together.
  package internal(set) var items = 0
  /// Their bytes, without what the file adds.
  package internal(set) var bytes = 0

  /// Nothing.
  package init() {}

  /// So many.
  package init(requests: Int, items: Int, bytes: Int) {
    self.requests = requests
    self.items = items
    self.bytes = bytes
  }
}
