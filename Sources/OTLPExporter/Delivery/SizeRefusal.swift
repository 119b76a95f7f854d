package import GRPCTransport

/// A collector's answer that a request is larger than it takes.
///
/// gRPC has no field for this: it is told from the words of its implementations. Words that are not known are no size
/// refusal, so a newer collector is understood less, never wrongly.
package struct SizeRefusal: Equatable, Sendable {
  /// The most bytes the collector takes; nil if it does not say.
  package let limit: Int?

  /// No real limit is lower, and to believe one would make thousands of requests out of one.
  private static let leastLimit = 1_024
  /// What the framing of a message adds to its size.
  private static let framing = 5

  /// Nil unless `answer` says that a request of `requestBytes`, before compression, is too large.
  ///
  /// Of a response beyond `maximumResponseBytes` our own core says the same, and nothing but the numbers tells
  /// whose words they are: what is larger than the request ever was is not the request, compressed or not.
  package init?(_ answer: Answer, requestBytes: Int, maximumResponseBytes: Int) {
    guard let words = SizeWords(answer.statusMessage, with: answer.status) else { return nil }
    if let limit = words.limit {
      guard limit >= Self.leastLimit, limit < requestBytes else { return nil }
      let size = words.size ?? requestBytes
      guard limit != maximumResponseBytes || size <= requestBytes + Self.framing else { return nil }
    }
    limit = words.limit
  }
}

/// What an implementation of gRPC says when a message is too large for it to receive.
private struct SizeWords {
  /// The size of the message and the limit, as far as they are said.
  var size: Int?
  var limit: Int?

  private enum Numbers {
    case sizeThenLimit
    case limitThenSize
  }

  /// What stands before the numbers, in lower case. Messages that a server cannot send have words of their own, which are
  /// not here.
  private static let phrases: [(status: Status, words: String, numbers: Numbers)] = [
    // The core, grpc-go and grpc-js, which says `vs` without a dot.
    (.resourceExhausted, "received message larger than max", .sizeThenLimit),
    // grpc-go after decompression; its newer versions say the limit only.
    (.resourceExhausted, "message after decompression larger than max", .sizeThenLimit),
    // grpc-js after decompression.
    (.resourceExhausted, "message that decompresses to a size larger than", .sizeThenLimit),
    // grpc-java, which says the limit only of what it has decompressed.
    (.resourceExhausted, "grpc message exceeds maximum size", .limitThenSize),
    // grpc-dotnet, which says no number.
    (.resourceExhausted, "received message exceeds the maximum configured message size", .sizeThenLimit),
    // connect-go.
    (.resourceExhausted, "is larger than configured max", .sizeThenLimit),
    // tonic, older and newer.
    (.outOfRange, "error, message length too large: found", .sizeThenLimit),
    (.outOfRange, "error, decoded message length too large: found", .sizeThenLimit),
  ]

  init?(_ message: String, with status: Status) {
    let message = message.lowercased()
    for phrase in Self.phrases where phrase.status == status {
      guard let range = message.firstRange(of: phrase.words) else { continue }
      let numbers = Self.numbers(in: message[range.upperBound...])
      // One number alone is the limit.
      switch phrase.numbers {
      case .sizeThenLimit: (size, limit) = (numbers.dropLast().last, numbers.last)
      case .limitThenSize: (size, limit) = (numbers.dropFirst().first, numbers.first)
      }
      return
    }
    return nil
  }

  /// The first two numbers of `text`, which are not far from its start.
  private static func numbers(in text: Substring) -> [Int] {
    text.prefix(80).split { !($0.isASCII && $0.isNumber) }.prefix(2).compactMap { Int($0) }
  }
}
