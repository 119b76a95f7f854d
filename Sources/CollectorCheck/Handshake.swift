import GRPCTransport
import OTLPExporter

/// One harmless call, from which both the encryption and the protocol of the other side can be told.
struct Handshake {
  /// The standard question after a server's health. It needs no answer: one that does not know it says so in gRPC.
  static let method = "/grpc.health.v1.Health/Check"

  let answer: Answer
  let certificate: Certificate?
  let time: String

  init(_ options: OTLPExporterOptions, atMost limit: Duration) {
    self.init(
      target: options.target, options.credentials, options.channel, headers: options.headers, limit)
  }

  /// A look at the certificate of somebody nobody vouches for: without headers, which may be secret.
  static func unverifiedCertificate(of options: OTLPExporterOptions, atMost limit: Duration) -> Certificate? {
    Handshake(target: options.target, .unverifiedTLS, options.channel, headers: [], limit).certificate
  }

  private init(
    target: String, _ credentials: ChannelCredentials, _ options: ChannelOptions, headers: Metadata,
    _ limit: Duration
  ) {
    let elapsed = ElapsedTime()
    let channel = Channel(target: target, credentials: credentials, options: options)
    let call = channel.startUnaryCall(
      Self.method, message: Message(copying: []), metadata: headers, timeout: limit)
    answer = call.answer(atMost: limit)
    certificate = call.peerCertificate.flatMap(Certificate.init)
    time = elapsed.text
  }
}

extension UnaryCall {
  /// Waits for the end of the call, which has a time limit itself; it is given a moment more than that.
  func answer(atMost limit: Duration) -> Answer {
    let deadline = ContinuousClock.now + limit + .seconds(1)
    while ContinuousClock.now < deadline {
      if let answer = wait(atMost: deadline - .now) { return answer }
    }
    cancel()
    return Answer(status: .deadlineExceeded, statusMessage: "no answer in time")
  }
}
