import Spool

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the tests of the spool do in a process of its own, which they can kill or limit.
///
/// - `SpoolProcess DIRECTORY store FIRST` stores numbered requests without end and says the number of each once it is
///   stored.
/// - `SpoolProcess DIRECTORY hold` claims all there is, says the numbers, and waits for the end of its input.
/// - `SpoolProcess DIRECTORY drain BYTES` claims so much at a time, waits for its input to end after the first time, and
///   says each number once it is confirmed; at last, by how many KiB its memory has grown since the first time.
/// - `SpoolProcess DIRECTORY fill LIMIT` stores until no file may grow beyond so many bytes, and once more without limit.
/// - `SpoolProcess DIRECTORY fork` stores from a fork of the process that opened the spool.
@main
enum SpoolProcess {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else { exit(2) }
    let number = arguments.count > 3 ? Int(arguments[3]) ?? 0 : 0
    var options = SpoolOptions()
    options.maximumBytes = 256 * 1_048_576
    // Others are writing as fast as they can, on machines with one core too.
    options.busyTimeout = .seconds(60)
    let limit = arguments[2] == "fill" ? number : nil
    if let limit { limitFiles(to: limit) }
    let spool: Spool
    do {
      spool = try Spool.open(at: arguments[1], options: options)
    } catch {
      say("refused: \(error)")
      exit(3)
    }
    switch arguments[2] {
    case "store": try store(from: number, in: spool)
    case "hold": try hold(spool)
    case "drain": try drain(spool, atMost: number)
    case "fill": try fill(spool)
    case "fork": forked(spool)
    default: exit(2)
    }
  }

  private static func store(from first: Int, in spool: Spool) throws {
    var number = first
    while true {
      _ = try spool.store(.numbered(number))
      say(String(number))
      number += 1
    }
  }

  private static func hold(_ spool: Spool) throws {
    let claim = try spool.claim(.traces, for: "collector", atMost: .max)
    say(claim.requests.map { String($0.request.itemCount) }.joined(separator: " "))
    while readLine() != nil {}
    withExtendedLifetime(spool) {}
  }

  private static func drain(_ spool: Spool, atMost maximum: Int) throws {
    var firstPeak: Int?
    while true {
      let claim = try spool.claim(.traces, for: "collector", atMost: maximum)
      if firstPeak == nil {
        say("ready")
        while readLine() != nil {}
        firstPeak = peakMemory
      }
      guard !claim.requests.isEmpty else { break }
      let numbers = claim.requests.map(\.request.itemCount)
      guard
        claim.requests.allSatisfy({
          $0.request == .numbered($0.request.itemCount, size: $0.request.bytes.count)
        }),
        try spool.confirm(claim.requests.map(\.id)) == numbers.count
      else { exit(4) }
      for number in numbers { say(String(number)) }
    }
    say("grown \(peakMemory - (firstPeak ?? 0))")
  }

  private static func fill(_ spool: Spool) throws {
    var stored = 0
    var refusal: SpoolError?
    while refusal == nil {
      do throws(SpoolError) {
        _ = try spool.store(.numbered(stored))
        stored += 1
      } catch {
        refusal = error
      }
    }
    if let refusal { say("refused: \(refusal)") }
    limitFiles(to: nil)
    _ = try spool.store(.numbered(stored))
    say(String(stored + 1))
  }

  /// Swift hides `fork`, rightly; a program may contain C code that calls it.
  private static func forked(_ spool: Spool) {
    guard let symbol = unsafe dlsym(dlopen(nil, RTLD_NOW), "fork") else { exit(2) }
    let fork = unsafe unsafeBitCast(symbol, to: (@convention(c) () -> pid_t).self)
    let child = fork()
    if child == 0 {
      do throws(SpoolError) {
        _ = try spool.store(.numbered(1))
      } catch {
        say("refused: \(error)")
      }
      _exit(0)
    }
    _ = waitpid(child, nil, 0)
    do throws(SpoolError) {
      _ = try spool.store(.numbered(2))
      say("2")
    } catch {
      say("refused: \(error)")
    }
  }

  /// What no file of this process may grow beyond; a write that would is refused, as on a full disk.
  private static func limitFiles(to bytes: Int?) {
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit()
    _ = unsafe getrlimit(.fileSize, &limit)
    limit.rlim_cur = bytes.map { rlim_t($0) } ?? limit.rlim_max
    _ = unsafe setrlimit(.fileSize, &limit)
  }

  /// In KiB on Linux; on macOS in bytes.
  private static var peakMemory: Int {
    var usage = rusage()
    _ = unsafe getrusage(.thisProcess, &usage)
    #if canImport(Darwin)
      return usage.ru_maxrss / 1_024
    #else
      return usage.ru_maxrss
    #endif
  }

  /// Writes a line at once, so that a test sees it even when this process is killed.
  private static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }
}

extension CInt {
  #if canImport(Glibc)
    fileprivate static let fileSize = CInt(bitPattern: RLIMIT_FSIZE.rawValue)
    fileprivate static let thisProcess = RUSAGE_SELF.rawValue
  #else
    fileprivate static let fileSize = RLIMIT_FSIZE
    fileprivate static let thisProcess = RUSAGE_SELF
  #endif
}
