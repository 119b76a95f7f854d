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
    try start(arguments, under: wrapper).outcome()
  }

  /// Starts the program; standard output goes to `output`, or to a file that the outcome shows.
  func start(
    _ arguments: [String],
    under wrapper: [String] = [],
    output: FileHandle? = nil
  ) throws -> RunningTool {
    let command = wrapper + [Self.path.path] + arguments
    return try RunningTool(command, in: folder, environment, output: output)
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

/// Runs `body` with the program in a folder of its own that is gone afterwards.
func withTool(_ body: (Tool) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cli-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(Tool(folder: folder))
}
