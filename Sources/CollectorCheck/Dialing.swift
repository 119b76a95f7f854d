#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// Connects to several addresses at once, says how each went, and hangs up.
struct Dialing {
  enum Outcome: Equatable, Sendable {
    case connected
    case refused
    case failed(String)
    case timedOut
  }

  /// How long the others are waited for once one has connected.
  private static let grace = Duration.milliseconds(250)

  /// In the order of the addresses.
  private(set) var outcomes: [(address: SocketAddress, outcome: Outcome)] = []

  init(_ addresses: [SocketAddress], atMost limit: Duration) {
    var pending: [(index: Int, socket: CInt)] = []
    for (index, address) in addresses.enumerated() {
      let (socket, outcome) = Self.begin(address)
      outcomes.append((address, outcome ?? .timedOut))
      if outcome == nil { pending.append((index, socket)) } else if socket >= 0 { close(socket) }
    }
    var deadline = ContinuousClock.now + limit
    while !pending.isEmpty, ContinuousClock.now < deadline {
      if outcomes.contains(where: { $0.outcome == .connected }) {
        deadline = min(deadline, ContinuousClock.now + Self.grace)
      }
      var requests = pending.map { pollfd(fd: $0.socket, events: Int16(POLLOUT), revents: 0) }
      let milliseconds = max((deadline - .now) / .milliseconds(1), 0)
      guard unsafe poll(&requests, nfds_t(requests.count), CInt(milliseconds.rounded(.up))) > 0 else {
        continue
      }
      for (request, entry) in zip(requests, pending) where request.revents != 0 {
        outcomes[entry.index].outcome = Self.end(entry.socket)
        close(entry.socket)
      }
      let answered = Set(requests.filter { $0.revents != 0 }.map(\.fd))
      pending.removeAll { answered.contains($0.socket) }
    }
    for entry in pending { close(entry.socket) }
  }

  /// Starts; the outcome is nil while it is open.
  private static func begin(_ address: SocketAddress) -> (socket: CInt, outcome: Outcome?) {
    let socket = socket(address.family, streamSocket, 0)
    guard socket >= 0 else { return (socket, .failed(words(errno))) }
    _ = fcntl(socket, F_SETFL, O_NONBLOCK)
    _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
    let result = unsafe address.withPointer { unsafe connect(socket, $0, $1) } ?? -1
    if result == 0 { return (socket, .connected) }
    return (socket, errno == EINPROGRESS ? nil : outcome(errno))
  }

  private static func end(_ socket: CInt) -> Outcome {
    var error: CInt = 0
    var size = socklen_t(MemoryLayout<CInt>.size)
    guard unsafe getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 else { return outcome(errno) }
    return error == 0 ? .connected : outcome(error)
  }

  private static func outcome(_ error: CInt) -> Outcome {
    switch error {
    case ECONNREFUSED: .refused
    case ETIMEDOUT: .timedOut
    default: .failed(words(error))
    }
  }

  private static func words(_ error: CInt) -> String {
    unsafe strerror(error).map { unsafe String(cString: $0) } ?? "error \(error)"
  }
}
