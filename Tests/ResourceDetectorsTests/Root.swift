import Foundation
import ResourceDetectors
import Telemetry
import XCTest

/// A directory that stands for `/`, with only the files a test puts there.
struct Root {
  let path: String

  func write(_ text: String, to file: String) throws {
    let target = try place(file)
    try Data(text.utf8).write(to: target)
  }

  func link(_ file: String, to destination: String) throws {
    try FileManager.default.createSymbolicLink(atPath: place(file).path, withDestinationPath: destination)
  }

  /// Something that is no file, which is one way to be unreadable, also for the superuser.
  func makeDirectory(_ file: String) throws {
    try FileManager.default.createDirectory(at: place(file), withIntermediateDirectories: true)
  }

  private func place(_ file: String) throws -> URL {
    let target = URL(fileURLWithPath: path + file)
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    return target
  }
}

/// Gives `body` a root of its own and removes it afterwards.
func withRoot(_ body: (Root) throws -> Void) throws {
  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("resource-detectors-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  try body(Root(path: directory.path))
}

/// A resource of the conventions.
func conventional(_ attributes: AttributeSet) -> Resource {
  Resource(attributes, schemaURL: "https://opentelemetry.io/schemas/1.44.0")
}

/// The error of a detector that fails, or a failure at the caller's line.
func detectionError(
  _ detector: some ResourceDetector, file: StaticString = #filePath, line: UInt = #line
) -> ResourceDetectionError? {
  do throws(ResourceDetectionError) {
    XCTFail("expected an error, found \(try detector.detect())", file: file, line: line)
  } catch {
    return error
  }
  return nil
}
