import GRPCTransport

struct SizeRefusal {
  var limit: Int?
  init?(_ answer: Answer, requestBytes: Int, maximumResponseBytes: Int) {
    guard answer.status == .resourceExhausted else { return nil }
    let message = answer.statusMessage
    if message.lowercased().contains("larger than max"), let separator = message.firstRange(of: " vs. ") {
      limit = Int(message[separator.upperBound...].prefix { $0.isASCII && $0.isNumber })
    } else if !message.contains("maximum configured message size") {
      return nil
    }
  }
}
