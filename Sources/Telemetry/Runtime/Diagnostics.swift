import Synchronization

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// One thing the SDK has to say about itself.
public struct Diagnostic: Equatable, Sendable {
  /// How much it matters.
  public enum Severity: String, Comparable, Sendable {
    /// Worth knowing; nothing is lost.
    case info
    /// Something was dropped or repaired, or will be unless somebody acts.
    case warning
    /// Something does not work.
    case error

    /// Info is below warning, warning below error.
    public static func < (left: Severity, right: Severity) -> Bool {
      left.rank < right.rank
    }

    private var rank: Int {
      switch self {
      case .info: 0
      case .warning: 1
      case .error: 2
      }
    }
  }

  /// How much it matters.
  public let severity: Severity
  /// One sentence without line breaks: what happened, and what follows from it.
  public let message: String

  /// Something to say; line breaks and other control characters of `message` are spelled out.
  public init(_ severity: Severity, _ message: String) {
    self.severity = severity
    self.message = message.onOneLine
  }
}

/// Where the SDK reports what it cannot return: changes of state and misuse, each once, never on standard output.
///
/// Recording never throws, so this is how a program learns that an amount was negative or a limit was reached.
/// The default handler writes one line to standard error; pass your own to route it elsewhere (G-13, G-14).
public final class Diagnostics: Sendable {
  /// How many different one-time reports are remembered; further ones are neither told nor counted.
  package static let maximumOnceKeys = 1_000

  private struct State {
    var told: Set<String> = []
    var counts: [String: UInt64] = [:]
  }

  private let minimum: Diagnostic.Severity
  private let handler: @Sendable (Diagnostic) -> Void
  private let state = Mutex(State())

  /// Reports of at least `minimum` go to `handler`, on whichever thread they happen; it must not block.
  public init(
    minimum: Diagnostic.Severity = .info,
    handler: @escaping @Sendable (Diagnostic) -> Void = Diagnostics.writeToStandardError
  ) {
    self.minimum = minimum
    self.handler = handler
  }

  /// Whether the code that runs does so on behalf of a handler of diagnostics: what it logs is not for sending, or the
  /// SDK would have to send what it says about sending.
  @TaskLocal package static var isReporting = false

  /// Hands `diagnostic` to the handler.
  public func report(_ diagnostic: Diagnostic) {
    guard diagnostic.severity >= minimum else { return }
    Self.$isReporting.withValue(true) { handler(diagnostic) }
  }

  /// Hands over the first diagnostic of each `key` and counts all of them.
  ///
  /// The message is only built when it is told.
  public func reportOnce(_ key: String, _ diagnostic: @autoclosure () -> Diagnostic) {
    reportOnce(key, countedAs: key, diagnostic())
  }

  /// The same, counted with those of the key `counted`.
  package func reportOnce(
    _ key: String, countedAs counted: String, _ diagnostic: @autoclosure () -> Diagnostic
  ) {
    let isNew = state.withLock { state in
      guard state.told.contains(key) || state.told.count < Self.maximumOnceKeys else { return false }
      state.counts[counted, default: 0] += 1
      return state.told.insert(key).inserted
    }
    if isNew { report(diagnostic()) }
  }

  /// Counts an incident that somebody else tells, or nobody.
  package func count(_ key: String) {
    state.withLock { state in
      guard state.counts[key] != nil || state.counts.count < Self.maximumOnceKeys else { return }
      state.counts[key, default: 0] += 1
    }
  }

  /// How often each one-time report occurred, by key.
  public var occurrences: [String: UInt64] {
    state.withLock { $0.counts }
  }

  /// Writes `session-buddy-telemetry: severity: message` to standard error in one call, at most 4,096 bytes; not to a pipe
  /// that is full, since nobody who records is to wait until somebody reads it.
  @Sendable public static func writeToStandardError(_ diagnostic: Diagnostic) {
    let line = "session-buddy-telemetry: \(diagnostic.severity.rawValue): \(diagnostic.message)"
    var standardError = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    // A pipe that nobody can read has room and an error, and writing to it ends the program.
    guard unsafe poll(&standardError, 1, 0) == 1, standardError.revents == Int16(POLLOUT) else { return }
    // What is ready for writing takes this much.
    var bytes = Array(line.utf8.prefix(4_095)) + [UInt8(ascii: "\n")]
    _ = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe write(STDERR_FILENO, buffer.baseAddress, buffer.count)
    }
  }
}
