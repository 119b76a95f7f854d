import GRPCTransport
import OTLPEncoding
import Synchronization
import Telemetry
import WireFormat

/// A call of the collector whose answer may be waited for.
struct CollectorCall {
  fileprivate let message: Message
  fileprivate let signal: TelemetrySignal
  fileprivate let timeout: Duration
  fileprivate var headers: Metadata
  fileprivate let channel: Channel
  fileprivate var call: UnaryCall
  /// Whether it was made anew with other headers.
  fileprivate var isRepeated = false

  /// Gives it up.
  func cancel() { call.cancel() }
}

/// The one channel to the collector, shared by all signals and opened at the first export.
final class CollectorConnection: Sendable {
  /// How long a connection that failed is given to come back before a call is tried on it.
  private static let chance = Duration.milliseconds(100)

  private let options: OTLPExporterOptions
  private let headers: Renewing<Metadata>
  private let channel = Mutex<Channel?>(nil)

  init(_ options: OTLPExporterOptions, clock: any TelemetryClock, diagnostics: Diagnostics) {
    self.options = options
    headers = Renewing(
      options.headers, from: options.renewedHeaders, every: .seconds(1), clock: clock,
      diagnostics: diagnostics)
  }

  /// Sends `message`. Calls make progress while one of them is waited for.
  func start(_ message: Message, of signal: TelemetrySignal, timeout: Duration) -> CollectorCall {
    let channel = openChannel()
    if channel.connectivity() == .transientFailure { _ = channel.waitUntilReady(atMost: Self.chance) }
    let headers = headers.current
    let call = channel.startUnaryCall(
      signal.exportMethod, message: message, metadata: headers, timeout: timeout)
    return CollectorCall(
      message: message, signal: signal, timeout: timeout, headers: headers, channel: channel, call: call)
  }

  /// Waits for the answer to `call`, but no longer than `duration`; nil if there is none yet.
  func answer(to call: inout CollectorCall, within duration: Duration) -> Answer? {
    guard let answer = call.call.wait(atMost: duration) else { return nil }
    if answer.status == .deadlineExceeded { giveUp(call.channel) }
    // A token may have been renewed since the last look; the one that was refused would be refused again.
    guard answer.status == .unauthenticated, !call.isRepeated,
      let new = headers.replacement(of: call.headers)
    else { return answer }
    call.headers = new
    call.isRepeated = true
    call.call = call.channel.startUnaryCall(
      call.signal.exportMethod, message: call.message, metadata: new, timeout: call.timeout)
    return nil
  }

  /// Lets the next attempt connect at once instead of sitting out gRPC's own pause.
  func resetBackoff() {
    channel.withLock { $0 }?.resetConnectBackoff()
  }

  /// Closes the connection; the next attempt opens a new one.
  func close() {
    channel.withLock { $0 = nil }
  }

  private func openChannel() -> Channel {
    channel.withLock { channel in
      if let channel { return channel }
      let new = Channel(target: options.target, credentials: options.credentials, options: options.channel)
      channel = new
      return new
    }
  }

  /// Lets the next call make a connection of its own, because one on `silent` got no answer; others on it go on.
  ///
  /// A connection whose other end is gone without a word looks well for as long as TCP repeats itself, which is a quarter of
  /// an hour. A new one also looks up the address anew.
  private func giveUp(_ silent: Channel) {
    channel.withLock { if $0 === silent { $0 = nil } }
  }
}

extension Message {
  /// The request's parts, lent to gRPC where they are.
  convenience init(_ request: EncodedRequest) {
    self.init { builder in
      for part in request.parts { unsafe builder.append(lending: part.memory, keptAliveBy: part) }
    }
  }
}
