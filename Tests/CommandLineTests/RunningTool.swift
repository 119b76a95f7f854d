import Foundation

/// A program that runs until its outcome is asked for, but never longer than a test may take.
final class RunningTool {
  /// How long anything may take. Nothing is expected to; it is there so that a mistake ends in a failure.
  static let limit = Duration.seconds(120)

  /// What was expected of a program and did not happen.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let process = Process()
  private let ended = DispatchSemaphore(value: 0)
  private let outputFile: URL
  private let errorPipe = Pipe()
  private var errors = Data()

  init(
    _ command: [String],
    in folder: URL,
    _ environment: [String: String],
    output: FileHandle? = nil
  ) throws {
    // Output goes to a file: a pipe that nobody empties would stop the program.
    outputFile = folder.appendingPathComponent(".output-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: outputFile.path, contents: nil)
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = folder
    var all = ProcessInfo.processInfo.environment.filter { name, _ in
      !["SESSION_BUDDY_", "OTEL_", "GRPC_"].contains { name.hasPrefix($0) }
    }
    all.merge(environment) { _, new in new }
    process.environment = all
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try output ?? FileHandle(forWritingTo: outputFile)
    process.standardError = errorPipe
    process.terminationHandler = { [ended] _ in ended.signal() }
    try process.run()
  }

  deinit {
    // A test that failed half-way leaves nothing behind.
    if process.isRunning { endForcibly() }
  }

  /// Reads standard error up to a line that begins with `start`; what follows it there.
  func waitForErrorLine(_ start: String, within limit: Duration = limit) throws -> String {
    let deadline = ContinuousClock.now + limit
    while true {
      let lines = errorText.components(separatedBy: "\n").dropLast()
      if let line = lines.first(where: { $0.hasPrefix(start) }) { return String(line.dropFirst(start.count)) }
      guard try readErrors(until: deadline) else {
        throw Failure(description: "expected a line that begins with \(start), found the end of \(errorText)")
      }
    }
  }

  /// What standard output holds so far.
  var output: String {
    (try? String(contentsOf: outputFile, encoding: .utf8)) ?? ""
  }

  /// Waits for the end of the program and of everything it started that writes to standard error.
  func outcome(within limit: Duration = limit) throws -> Tool.Outcome {
    let deadline = ContinuousClock.now + limit
    while try readErrors(until: deadline) {}
    guard ended.wait(timeout: .now() + (deadline - .now).inSeconds) == .success else { throw giveUp() }
    return Tool.Outcome(exitCode: process.terminationStatus, output: output, errors: errorText)
  }

  private var errorText: String { String(decoding: errors, as: UTF8.self) }

  /// Takes in more of standard error as soon as there is any; false at its end.
  private func readErrors(until deadline: ContinuousClock.Instant) throws -> Bool {
    let reader = errorPipe.fileHandleForReading
    var request = pollfd(fd: reader.fileDescriptor, events: Int16(POLLIN), revents: 0)
    let left = Int32((deadline - .now).inSeconds * 1_000)
    switch unsafe poll(&request, 1, left) {
    case 0: throw giveUp()
    case ..<0: return true
    default: break
    }
    let more = reader.availableData
    errors += more
    return !more.isEmpty
  }

  private func giveUp() -> Failure {
    endForcibly()
    let command = (process.arguments ?? []).joined(separator: " ")
    return Failure(
      description: "expected \(command) to get on, found nothing new after \(errorText)\(output)")
  }

  /// Ends the program, and what it started in its group.
  private func endForcibly() {
    let id = process.processIdentifier
    kill(getpgid(id) == id ? -id : id, SIGKILL)
  }
}

extension Duration {
  /// Seconds, at least none.
  fileprivate var inSeconds: Double {
    max(Double(components.seconds) + Double(components.attoseconds) * 1e-18, 0)
  }
}
