package import SessionBuddyTelemetry

/// What became of the spans of the sessions that were read.
package struct SessionSpanCounts: Equatable {
  /// Spans that were made, as far as the sampler takes them.
  package private(set) var made = 0
  /// Sessions that had a span already.
  package private(set) var alreadyMade = 0
  /// Sessions that have not ended.
  package private(set) var unfinished = 0
  /// Sessions whose times cannot be true.
  package private(set) var implausible = 0

  package init() {}

  package mutating func count(_ result: SessionSpanResult) {
    switch result {
    case .made: made += 1
    case .alreadyMade: alreadyMade += 1
    case .unfinished: unfinished += 1
    case .implausible: implausible += 1
    }
  }
}
