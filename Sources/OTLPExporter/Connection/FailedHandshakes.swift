package import GRPCTransport
import Synchronization
package import Telemetry

/// What is done about a connection that does not come about for the sake of certificates: they are read again, and
/// looked at for what gRPC does not tell.
final class FailedHandshakes: Sendable {
  /// How often the certificate of the collector is asked for.
  private static let interval = Duration.seconds(60)

  /// How long that may hold up the worker.
  private static let patience = Duration.seconds(1)

  private struct State {
    var nextLook: Instant?
    var lapse: CertificateLapse?
  }

  private let options: OTLPExporterOptions
  private let credentials: Renewing<ChannelCredentials>
  private let clock: any TelemetryClock
  private let isHurried: @Sendable () -> Bool
  private let state = Mutex(State())

  init(
    _ options: OTLPExporterOptions,
    credentials: Renewing<ChannelCredentials>,
    clock: any TelemetryClock,
    isHurried: @escaping @Sendable () -> Bool
  ) {
    self.isHurried = isHurried
    self.options = options
    self.credentials = credentials
    self.clock = clock
  }

  /// The answer to a call over a connection with the credentials `used`, with what is found out about its failure.
  func examined(_ answer: Answer, with used: ChannelCredentials) -> Answer {
    guard case .tls(let tls) = used, answer.status != .ok, let cause = PeerDiagnosis(answer)?.cause else {
      return answer
    }
    var answer = answer
    switch cause {
    case .untrustedCertificate: answer.lapse = lapseOfTheCollector()
    case .closedEarly: answer.lapse = tls.identity?.lapse(at: CertificateTime(clock.now))
    case .wrongCertificateName, .unusableCredentials: break
    default: return answer
    }
    // They may have been renewed since the last look; then the next call has a connection of its own.
    _ = credentials.replacement(of: used)
    return answer
  }

  private func lapseOfTheCollector() -> CertificateLapse? {
    let now = clock.instant
    let isTime = state.withLock { state in
      if let next = state.nextLook, now < next { return false }
      state.nextLook = now.advanced(by: Self.interval)
      return true
    }
    guard isTime else { return state.withLock { $0.lapse } }
    let certificate = Certificate.shown(
      by: options.target, options.channel, atMost: Self.patience, while: { !isHurried() })
    let lapse = certificate?.lapse(at: CertificateTime(clock.now))
    state.withLock { $0.lapse = lapse }
    return lapse
  }
}

extension CertificateTime {
  /// The second in which `time` is.
  package init(_ time: Timestamp) {
    self.init(seconds: Int(time.nanosecondsSinceEpoch / 1_000_000_000))
  }
}
