#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// The process in which something of the core was made.
///
/// A forked child has the core's sockets but none of its threads. To end anything there would write to the connections of
/// the parent, or wait for ever; so it is left alone.
struct HomeProcess: Sendable {
  private let id = getpid()

  var isHere: Bool { id == getpid() }
}
