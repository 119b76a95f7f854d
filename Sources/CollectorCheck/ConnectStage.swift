import Settings

/// Whether anybody answers at the addresses.
struct ConnectStage {
  let stage: CheckStage

  init(_ dialing: Dialing, endpoint: CollectorEndpoint, patience: Duration) {
    let lines = dialing.outcomes.map { Self.line($0.address.text, $0.outcome, patience) }
    if let connected = dialing.outcomes.first(where: { $0.outcome == .connected }) {
      let others = zip(dialing.outcomes, lines).filter { $0.0.outcome != .connected }.map(\.1)
      stage = CheckStage(.connect, .ok, "connected to \(connected.address.text)", details: others)
      return
    }
    let worst = dialing.outcomes.first?.outcome
    stage = CheckStage(
      .connect, .failed, lines.first ?? "there is no address", details: Array(lines.dropFirst()),
      hint: worst.map { Self.hint($0, endpoint) })
  }

  private static func line(_ address: String, _ outcome: Dialing.Outcome, _ patience: Duration) -> String {
    switch outcome {
    case .connected: "connected to \(address)"
    case .refused: "nothing listens on \(address) (connection refused)"
    case .failed(let reason): "\(address) cannot be reached: \(reason)"
    case .timedOut: "\(address) did not answer within \(patience)"
    }
  }

  private static func hint(_ outcome: Dialing.Outcome, _ endpoint: CollectorEndpoint) -> String {
    guard outcome == .refused else {
      return outcome == .timedOut
        ? "Packets vanish on the way: look for a firewall, a security group, or a wrong address."
        : "There is no route: check the network, the VPN and whether the address family is in use here."
    }
    var hints = ["Is the collector running?"]
    if let port = endpoint.port, port != CollectorEndpoint.defaultPort {
      hints.append("OTLP/gRPC is usually on port \(CollectorEndpoint.defaultPort), not \(port).")
    }
    if endpoint.port != nil {
      hints.append(
        "In a container, a receiver bound to 127.0.0.1 is out of reach from outside: bind it to 0.0.0.0 and "
          + "publish the port.")
    }
    return hints.joined(separator: " ")
  }
}
