import Synchronization
import Telemetry

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// Asks the system for the addresses of a host, but no longer than a limit.
enum NameLookup {
  enum Outcome: Equatable, Sendable {
    /// IP addresses as text, those the system prefers first.
    case found([String])
    /// There is none, in the system's words.
    case failed(String)
    case timedOut
  }

  private final class Answer: Sendable {
    let outcome = Mutex<Outcome?>(nil)
    let isThere = Signal()
  }

  static func addresses(of host: String, atMost limit: Duration) -> Outcome {
    let answer = Answer()
    // `getaddrinfo` cannot be broken off, so a thread of its own waits for it, past the limit if need be.
    let isStarted = WorkerThread.start(named: "lookup") {
      let outcome = ask(host)
      answer.outcome.withLock { $0 = outcome }
      answer.isThere.raise()
    }
    guard isStarted else { return .failed("the system has no thread to give") }
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      if let outcome = answer.outcome.withLock(\.self) { return outcome }
      answer.isThere.wait(atMost: deadline - .now)
    }
    return answer.outcome.withLock(\.self) ?? .timedOut
  }

  private static func ask(_ host: String) -> Outcome {
    var hints = unsafe addrinfo()
    unsafe hints.ai_family = AF_UNSPEC
    unsafe hints.ai_socktype = streamSocket
    var list: UnsafeMutablePointer<addrinfo>?
    let failure = unsafe getaddrinfo(host, nil, &hints, &list)
    guard failure == 0 else { return .failed(unsafe String(cString: gai_strerror(failure))) }
    defer { if let list = unsafe list { unsafe freeaddrinfo(list) } }
    var found: [String] = []
    var entry = unsafe list
    while let current = unsafe entry {
      if let text = unsafe numeric(current.pointee), !found.contains(text) { found.append(text) }
      unsafe entry = current.pointee.ai_next
    }
    return found.isEmpty ? .failed("no address") : .found(found)
  }

  private static func numeric(_ entry: addrinfo) -> String? {
    var text = [CChar](repeating: 0, count: 256)
    let failure = unsafe getnameinfo(
      entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
    guard failure == 0 else { return nil }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// `SOCK_STREAM`, which systems spell in different types.
var streamSocket: CInt {
  #if canImport(Glibc)
    CInt(SOCK_STREAM.rawValue)
  #else
    SOCK_STREAM
  #endif
}
