extension Certificate {
  /// The standard question after a server's health. It needs no answer: one that does not know it says so in gRPC.
  package static let healthMethod = "/grpc.health.v1.Health/Check"

  /// The certificate that whoever answers at `target` shows, trusted or not; nil when none is seen within `limit`, or
  /// before `isWanted` turns false.
  ///
  /// Of a failed handshake the core says only that it failed. So this makes another one that cannot fail for lack of
  /// trust, and sends nothing over it: an empty question after its health, without headers.
  package static func shown(
    by target: String,
    _ options: ChannelOptions,
    atMost limit: Duration,
    while isWanted: () -> Bool = { true }
  ) -> Certificate? {
    let channel = Channel(target: target, credentials: .unverifiedTLS, options: options)
    let call = channel.startUnaryCall(healthMethod, message: Message(copying: []), timeout: limit)
    // The call ends by itself when its time is over.
    while isWanted() {
      if call.wait(atMost: .milliseconds(50)) != nil { return call.peerCertificate.flatMap(Certificate.init) }
    }
    return nil
  }
}
