import Foundation
import Synchronization
import XCTest

/// A program of the tests that runs beside them.
struct ChildProcess {
  /// What is left of it.
  struct End {
    let status: Int32
    let output: Data
    let errors: String

    /// Standard error, line by line.
    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
  }

  private let process = Process()
  private let output = Pipe()
  private let errors = Pipe()

  /// Starts the program that is called `name`, with `input` as its whole standard input.
  init(
    _ name: String,
    _ arguments: [String] = [],
    environment: [String: String] = [:],
    input: Data = Data()
  ) throws {
    process.executableURL = Self.products.appending(path: name)
    process.arguments = arguments
    process.environment = environment
    let pipe = Pipe()
    process.standardInput = pipe
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Less than a pipe holds, or somebody would have to write while it runs.
    XCTAssertLessThan(input.count, 32_768)
    try pipe.fileHandleForWriting.write(contentsOf: input)
    try pipe.fileHandleForWriting.close()
  }

  /// Waits for its end.
  func finish() -> End {
    let reader = Pending()
    let thread = Thread { [errors] in reader.set(errors.fileHandleForReading.readDataToEndOfFile()) }
    thread.start()
    let output = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return End(
      status: process.terminationStatus, output: output, errors: String(decoding: reader.get(), as: UTF8.self)
    )
  }

  private static var products: URL {
    #if os(macOS)
      Bundle(for: BundleMark.self).bundleURL.deletingLastPathComponent()
    #else
      Bundle.main.bundleURL
    #endif
  }

  private final class BundleMark {}

  /// What another thread reads.
  private final class Pending: Sendable {
    private let ready = DispatchSemaphore(value: 0)
    private let data = Mutex(Data())

    func set(_ data: Data) {
      self.data.withLock { $0 = data }
      ready.signal()
    }

    func get() -> Data {
      ready.wait()
      return data.withLock { $0 }
    }
  }
}
