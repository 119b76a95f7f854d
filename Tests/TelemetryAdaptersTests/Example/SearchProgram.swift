import Foundation

/// The example that the package builds, run to its end.
enum SearchProgram {
  /// What one run left behind.
  struct Outcome {
    let exitCode: Int32
    let output: String
    let errors: String
  }

  /// Runs it in a folder of its own with a settings file, and no settings of whoever runs the tests.
  static func run(_ queries: [String], sendingTo endpoint: String, settings: String = "") throws -> Outcome {
    try withFolder { folder in
      let file = folder.appending(path: "settings.yaml")
      try ("otel_logs_enabled: true\n" + settings).write(to: file, atomically: true, encoding: .utf8)
      let process = Process()
      process.executableURL = program
      process.arguments = [file.path] + queries
      process.currentDirectoryURL = folder
      process.environment = ["OTEL_EXPORTER_OTLP_ENDPOINT": endpoint]
      process.standardInput = FileHandle.nullDevice
      // Files, since a pipe that nobody empties would stop the program.
      let (output, errors) = (folder.appending(path: "output"), folder.appending(path: "errors"))
      process.standardOutput = try writing(to: output)
      process.standardError = try writing(to: errors)
      try process.run()
      process.waitUntilExit()
      return Outcome(
        exitCode: process.terminationStatus,
        output: try String(contentsOf: output, encoding: .utf8),
        errors: try String(contentsOf: errors, encoding: .utf8)
      )
    }
  }

  /// Runs `body` with a new folder that is removed afterwards.
  static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "example-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  private static func writing(to file: URL) throws -> FileHandle {
    _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    return try FileHandle(forWritingTo: file)
  }

  private final class Anchor {}

  private static var program: URL {
    #if os(macOS)
      let products = Bundle(for: Anchor.self).bundleURL.deletingLastPathComponent()
    #else
      let products = Bundle.main.bundleURL
    #endif
    return products.appending(path: "search-service-example")
  }
}
