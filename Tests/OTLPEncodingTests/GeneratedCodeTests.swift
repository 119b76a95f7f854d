import Foundation
import XCTest

final class GeneratedCodeTests: XCTestCase {
  func test_committedCode_isWhatTheProtosGenerate() throws {
    let fresh = FileManager.default.temporaryDirectory.appending(path: "otlp-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: fresh) }
    try generate(into: fresh)

    let expected = try generatedFiles(under: fresh)
    let committed = try generatedFiles(under: package.appending(path: "Sources/COTLP"))

    XCTAssertGreaterThan(expected.count, 20, "the script generated next to nothing")
    XCTAssertEqual(committed.keys.sorted(), expected.keys.sorted(), "run `make proto` and commit the result")
    for (path, text) in expected where committed[path] != text {
      XCTFail("Sources/COTLP/\(path) is not what Protos/ generates; run `make proto` and commit the result")
    }
  }

  /// The directory that holds `Package.swift`.
  private let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private func generate(into directory: URL) throws {
    let script = Process()
    script.executableURL = URL(filePath: "/bin/sh")
    script.arguments = [package.appending(path: "Scripts/generate-protos.sh").path, directory.path]
    let errors = Pipe()
    script.standardError = errors
    try script.run()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    script.waitUntilExit()
    guard script.terminationStatus == 0 else {
      throw ScriptFailure(description: String(decoding: said, as: UTF8.self))
    }
  }

  private func generatedFiles(under directory: URL) throws -> [String: String] {
    var files: [String: String] = [:]
    let paths = try FileManager.default.subpathsOfDirectory(atPath: directory.path)
    for path in paths where path.contains(".pb-c.") {
      files[path] = try String(contentsOf: directory.appending(path: path), encoding: .utf8)
    }
    return files
  }

  /// The script's own words, which say what to install when a tool is missing.
  private struct ScriptFailure: Error, CustomStringConvertible {
    let description: String
  }
}
