import CGRPC
import Synchronization

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

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

  /// How many shares there are, and the process that took the first of them.
  private static let shares = Atomic<Int>(0)
  private static let owner = Atomic<Int32>(0)

  /// Whether the library was running in the process that this one was forked from. Then it never works here: its threads
  /// are not there, and it does not start them again. Asking takes no lock that a fork may have left closed.
  package static var isLeftBehind: Bool {
    shares.load(ordering: .relaxed) > 0 && owner.load(ordering: .relaxed) != getpid()
  }

  private let home = HomeProcess()

  package init() {
    if Self.shares.add(1, ordering: .relaxed).oldValue == 0 { Self.owner.store(getpid(), ordering: .relaxed) }
    CoreLog.redirect()
    // "After it's called, a matching invocation to grpc_shutdown() is expected."
    grpc_init()
  }

  deinit {
    guard home.isHere else { return }
    Self.shares.subtract(1, ordering: .relaxed)
    // "The last call to grpc_shutdown will initiate cleaning up of grpc library internals, which can happen in
    // another thread": it does if this is a thread of the core. The blocking sibling would wait for itself there.
    grpc_shutdown()
  }
}
