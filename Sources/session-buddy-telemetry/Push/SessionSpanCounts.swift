package import SessionBuddyTelemetry

/// What became of the spans of the sessions that were read.
package struct SessionSpanCounts {
  /// Spans that were made, as far as the sampler takes them.
  package private(set) var made = 0
  /// Sessions that had a span already.
  package private(set) var alreadyMade = 0
  /// Sessions whose times cannot be true.
  package private(set) var implausible = 0

  /// Sessions that have not ended so far, as many as are kept to see whether they do.
  private var open: Set<TraceID> = []
  /// Records of further ones.
  private var further = 0
  private static let maximumOpen = 65_536

  package init() {}

  /// Sessions that have not ended.
  package var unfinished: Int { open.count + further }

  package mutating func count(_ result: SessionSpanResult, of session: SessionIdentity) {
    switch result {
    case .made:
      made += 1
      open.remove(session.traceID)
    case .alreadyMade: alreadyMade += 1
    case .unfinished where open.count < Self.maximumOpen: open.insert(session.traceID)
    case .unfinished where !open.contains(session.traceID): further += 1
    case .unfinished: break
    case .implausible: implausible += 1
    }
  }
}
