import OTLPReceiver

/// Where a command listens: a host and a port, such as `127.0.0.1:4317` or `[::1]:0`.
struct ListenAddress {
  let text: String

  /// The core takes a missing port for 443 and says of other mistakes what only its authors understand.
  init(_ text: String) throws(CommandFailure) {
    let colon = text.lastIndex(of: ":")
    let host = colon.map { text[..<$0] } ?? ""
    let digits = colon.map { text[text.index(after: $0)...] } ?? ""
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.count > 2
    guard !host.isEmpty, isBracketed || !host.contains(where: ":/[] ".contains), UInt16(digits) != nil,
      digits.allSatisfy(\.isNumber)
    else {
      throw CommandFailure(
        .usage,
        "--listen: expected HOST:PORT such as 127.0.0.1:4317, with a port from 0 to 65535, found \(text.printable)"
      )
    }
    self.text = text
  }

  /// Why nothing can listen here, in one sentence.
  func explanation(of error: ReceiverError) -> String {
    guard case .cannotListen(_, let reason) = error else { return "\(error)" }
    if reason.contains("Address already in use") {
      return "cannot listen on \(text): expected a free port, found another program on it"
    }
    // `UNKNOWN:reason {file:"…", …}`: what the core adds for its authors surrounds what the system said.
    let plain = reason.split(separator: " {").first.map(String.init) ?? reason
    let words = plain.hasPrefix("UNKNOWN:") ? String(plain.dropFirst("UNKNOWN:".count)) : plain
    return "cannot listen on \(text)" + (words.isEmpty ? "" : ": \(words)")
  }
}
