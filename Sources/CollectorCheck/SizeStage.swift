import GRPCTransport
import OTLPEncoding
import OTLPExporter
import Telemetry

/// Whether the collector takes requests as large as the largest that are sent.
///
/// The request holds no item: one field that OTLP does not know, which decoders skip, fills it up.
struct SizeStage {
  /// Field 2047, of bytes.
  private static let tag: [UInt8] = [0xFA, 0x7F]

  let stage: CheckStage

  init(_ check: CollectorCheck) {
    let bytes = check.options.maximumRequestBytes
    guard let signal = check.signals.first else {
      stage = CheckStage(.size, .skipped, "no signal is enabled")
      return
    }
    let time = ElapsedTime()
    let channel = Channel(
      target: check.options.target, credentials: check.options.credentials, options: check.options.channel)
    let call = channel.startUnaryCall(
      signal.exportMethod, message: Message(copying: Self.padding(bytes)), metadata: check.options.headers,
      timeout: check.patience)
    let answer = call.answer(atMost: check.patience)
    let message = check.words.shown(answer.statusMessage)
    let refusal = SizeRefusal(
      answer, requestBytes: bytes, maximumResponseBytes: check.options.channel.maximumResponseBytes)
    if let limit = refusal?.limit {
      stage = Self.limited(to: limit, saying: message, bytes)
      return
    }
    switch answer.status {
    case .ok:
      stage = CheckStage(
        .size, .ok, "takes \(Self.megabytes(bytes)), the largest request there is, in \(time.text)")
    case .resourceExhausted,
      _ where refusal != nil:
      stage = CheckStage(
        .size, .failed, "a request of \(Self.megabytes(bytes)) is refused: \"\(message)\"",
        hint: "Let the collector take more, or look whether it is overloaded.")
    case .deadlineExceeded:
      stage = CheckStage(
        .size, .warning, "a request of \(Self.megabytes(bytes)) took longer than \(check.patience)",
        hint: "The way is slow: otel_compression: gzip makes requests smaller.")
    default:
      stage = CheckStage(
        .size, .failed, "a request of \(Self.megabytes(bytes)) is refused: \(answer.status), \"\(message)\"",
        hint: "Look for a limit of a proxy, such as client_max_body_size of nginx.")
    }
  }

  /// Nothing is lost by that but what is too large by itself: requests are cut to the limit once it is known.
  private static func limited(to limit: Int, saying message: String, _ bytes: Int) -> CheckStage {
    let needed = (bytes + (1 << 20) - 1) >> 20
    return CheckStage(
      .size, .warning,
      "takes at most \(megabytes(limit)), less than the \(megabytes(bytes)) of a full request",
      details: ["it says: \(message)"],
      hint:
        "Requests are cut to that. To take them whole, set max_recv_msg_size_mib of the collector's OTLP "
        + "receiver to \(needed) or more.")
  }

  /// A request of exactly `count` bytes that says nothing.
  static func padding(_ count: Int) -> [UInt8] {
    // Four digits of the length stand for up to 256 MiB.
    let content = max(count - tag.count - 4, 0)
    let length = (0..<4).map { UInt8(content >> (7 * $0) & 0x7F) | ($0 < 3 ? 0x80 : 0) }
    return tag + length + [UInt8](repeating: 0, count: content)
  }

  /// `3.5 MiB`, `512 KiB`, `4 bytes`.
  private static func megabytes(_ bytes: Int) -> String {
    guard bytes >= 1_024 else { return "\(bytes) bytes" }
    let (unit, name) = bytes >= 1 << 20 ? (Double(1 << 20), "MiB") : (1_024, "KiB")
    let number = (Double(bytes) / unit * 10).rounded() / 10
    return (number == number.rounded() ? "\(Int(number))" : "\(number)") + " \(name)"
  }
}
