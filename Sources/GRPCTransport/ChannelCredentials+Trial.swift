extension ChannelCredentials {
  /// Whether the core can make anything of the certificates and the key, and whether these belong together.
  ///
  /// The core finds that out only when it begins to connect. So this begins to, at an address where nobody is, which
  /// takes a millisecond or two.
  package var areUsable: Bool {
    guard case .tls = self else { return true }
    var options = ChannelOptions()
    // The core outlives a channel by the pause after a connection that failed.
    options.initialReconnectBackoff = .milliseconds(100)
    let channel = Channel(target: "unix:/dev/null/nobody", credentials: self, options: options)
    let call = channel.startUnaryCall("/nobody/Nothing", message: Message(copying: []), timeout: .seconds(1))
    guard let answer = call.wait(atMost: .seconds(2)) else { return true }
    return PeerDiagnosis(answer)?.cause != .unusableCredentials
  }
}
