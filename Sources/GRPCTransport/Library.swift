import CGRPC

/// A share in the running gRPC library: the first one starts it, the last one to go shuts it down.
///
/// Channels and servers hold one each, so a program that never makes a channel never starts a thread of gRPC. Its
/// threads outlast the last share by the pause of a connection that failed (1.51 does not break it off), at most
/// ``ChannelOptions/maximumReconnectBackoff`` and its jitter.
///
/// What is still alive when the process exits is left alone on purpose: tearing the core down at that point is
/// what makes programs crash after `main`.
package final class Library: Sendable {
  /// The version of the library this process is linked to, such as `29.0.0`.
  package static var version: String {
    unsafe String(cString: grpc_version_string())
  }

  private let home = HomeProcess()

  package init() {
    CoreLog.redirect()
    // "After it's called, a matching invocation to grpc_shutdown() is expected."
    grpc_init()
  }

  deinit {
    guard home.isHere else { return }
    // "The last call to grpc_shutdown will initiate cleaning up of grpc library internals, which can happen in
    // another thread": it does if this is a thread of the core. The blocking sibling would wait for itself there.
    grpc_shutdown()
  }
}
