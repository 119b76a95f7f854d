import Foundation
import XCTest

/// The built program, run as a user runs it.
struct Tool {
  /// What one run left behind.
  struct Outcome {
    let exitCode: Int32
    let output: String
    let errors: String

    /// Standard error, line by line.
    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }

    /// Standard output as one JSON object.
    func json() throws -> [String: Any] {
      try XCTUnwrap(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }
  }

  /// The folder the program runs in, empty at first.
  let folder: URL
  var environment: [String: String] = [:]

  /// Runs the program to its end.
  func run(_ arguments: String..., under wrapper: [String] = []) throws -> Outcome {
    let running = try start(arguments, under: wrapper)
    return running.outcome()
  }

  /// Starts the program.
  func start(_ arguments: [String], under wrapper: [String] = []) throws -> RunningTool {
    let command = wrapper + [Self.path.path] + arguments
    return try RunningTool(command, in: folder, environment)
  }

  /// A file of that name with that text; its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  /// The text of a file.
  func read(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  private static var path: URL {
    #if os(macOS)
      let products = Bundle(for: RunningTool.self).bundleURL.deletingLastPathComponent()
    #else
      let products = Bundle.main.bundleURL
    #endif
    return products.appendingPathComponent("session-buddy-telemetry")
  }
}

/// A program that runs until its outcome is asked for.
final class RunningTool {
  let process = Process()
  private let outputFile: URL
  private let errorPipe = Pipe()
  private var errors = Data()

  init(_ command: [String], in folder: URL, _ environment: [String: String]) throws {
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
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = errorPipe
    try process.run()
  }

  /// Reads standard error up to a line that begins with `start`; what follows it there.
  func waitForErrorLine(_ start: String) throws -> String {
    while true {
      let lines = String(decoding: errors, as: UTF8.self).components(separatedBy: "\n").dropLast()
      if let line = lines.first(where: { $0.hasPrefix(start) }) { return String(line.dropFirst(start.count)) }
      let more = errorPipe.fileHandleForReading.availableData
      guard !more.isEmpty else {
        throw Ended(errors: String(decoding: errors, as: UTF8.self))
      }
      errors += more
    }
  }

  struct Ended: Error {
    let errors: String
  }

  /// What standard output holds so far.
  var output: String {
    (try? String(contentsOf: outputFile, encoding: .utf8)) ?? ""
  }

  /// Waits for the end.
  func outcome() -> Tool.Outcome {
    errors += errorPipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Tool.Outcome(
      exitCode: process.terminationStatus,
      output: output,
      errors: String(decoding: errors, as: UTF8.self)
    )
  }
}

/// Runs `body` with the program in a folder of its own that is gone afterwards.
func withTool(_ body: (Tool) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cli-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(Tool(folder: folder))
}
