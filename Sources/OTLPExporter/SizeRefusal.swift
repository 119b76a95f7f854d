package import GRPCTransport

/// A collector's answer that a request is larger than it takes.
///
/// gRPC has no field for this: it is told from the words that its implementations use. Words that are not known are no
/// size refusal, so a newer collector is understood less, never wrongly.
package struct SizeRefusal: Equatable, Sendable {
  /// The most bytes the collector takes; nil if it does not say.
  package let limit: Int?

  /// No limit of a real collector is below; one that is would make thousands of requests out of one.
  private static let leastLimit = 1_024
  /// What the framing of a message may add to its size.
  private static let framing = 5

  /// Nil unless `answer` says that a request of `requestBytes`, before compression, is too large.
  ///
  /// A core that finds a response larger than `maximumResponseBytes`, its own limit, uses the same words. Its
  /// account of the failure tells whose they are.
  package init?(_ answer: Answer, requestBytes: Int, maximumResponseBytes: Int) {
    guard let words = SizeWords(answer.status, answer.statusMessage) else { return nil }
    if let limit = words.limit {
      guard limit >= Self.leastLimit, limit < requestBytes else { return nil }
      let isAboutTheRequest = words.size.map { $0 <= requestBytes + Self.framing } ?? true
      guard limit != maximumResponseBytes || isAboutTheRequest else { return nil }
    }
    limit = words.limit
  }
}
