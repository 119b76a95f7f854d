package import Foundation

/// The receiver made of Python's grpcio and opentelemetry-proto, which shares no code with this package.
package final class IndependentReceiver {
  package struct Missing: Error, CustomStringConvertible {
    package let description: String
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private let process = Process()
  private let file: URL
  /// Where to send.
  package let endpoint: String

  /// Starts it; what arrives is kept in `folder`.
  ///
  /// The first requests get `answers`, such as `unavailable retry=0.05, partial 3 too old`, as answers.py explains; one of
  /// more than `requestLimit` bytes is refused by gRPC.
  package init(in folder: URL, answering answers: String = "", requestLimit: Int = 64 << 20) throws {
    let python = Self.root.appending(path: ".venv/bin/python")
    guard FileManager.default.isExecutableFile(atPath: python.path) else {
      throw Missing(description: "expected Python with grpcio at \(python.path), found none: run make setup")
    }
    file = folder.appending(path: "arrived.json")
    let output = Pipe()
    process.executableURL = python
    process.arguments = [
      Self.root.appending(path: "Tests/Independent/otlp_receiver.py").path, "--output", file.path,
      "--deadline", "120", "--answers", answers, "--limit", "\(requestLimit)",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    try process.run()
    var line = Data()
    while !line.contains(UInt8(ascii: "\n")) {
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else {
        throw Missing(description: "otlp_receiver.py ended at once: run make setup")
      }
      line += more
    }
    let address = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).last ?? ""
    endpoint = "http://\(address)"
  }

  deinit {
    if process.isRunning { process.terminate() }
  }

  /// Ends it; everything that arrived.
  package func stop() throws -> [String: Any] {
    process.terminate()
    process.waitUntilExit()
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    guard let arrived = json as? [String: Any] else {
      throw Missing(description: "expected an object in \(file.path), found \(json)")
    }
    return arrived
  }
}
