/// Why a server does not start.
public enum ReceiverError: Error, Equatable, Sendable {
  /// Nothing can listen on the address: it is taken, not of this machine, or not an address. `reason` is what
  /// gRPC says about it.
  case cannotListen(address: String, reason: String)
  /// The system gave the server no thread.
  case noThread(errorNumber: Int32)
}

extension ReceiverError: CustomStringConvertible {
  /// What failed, where, and the reason.
  public var description: String {
    switch self {
    case .cannotListen(let address, let reason):
      "cannot listen on \(address)" + (reason.isEmpty ? "" : ": \(reason)")
    case .noThread(let errorNumber):
      "expected a thread to serve calls on, found error \(errorNumber)"
    }
  }
}
