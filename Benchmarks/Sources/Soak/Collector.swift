import Foundation
import TelemetryTesting

/// What a collector notes of one span, or, without a span, of a request: 24 bytes that outlive it.
struct Note {
  static let refusal: UInt64 = 1
  static let total: UInt64 = 2

  var id: UInt64
  /// The end of the span, or the total of the counter.
  var value: UInt64
  var receivedAt: UInt64
}

/// The collector's process: notes what it takes in `file` before it answers, until it is killed.
///
/// It is slow or refuses for its first `seconds`, as `fault` says.
func receive(port: Int, file: String, fault: String, seconds: Int) throws -> Never {
  let output = open(file, O_WRONLY | O_CREAT | O_APPEND, 0o644)
  let start = SystemClock().now
  let receiver = try Receiver(listeningOn: "127.0.0.1:\(port)") { request in
    let isFaulty = request.receivedAt.duration(since: start) < .seconds(seconds)
    let answer: CollectorAnswer =
      switch isFaulty ? fault : "none" {
      case "slow": .delayed(by: .seconds(2), .ok)
      case "unavailable": .status(.unavailable, message: "soak")
      case "exhausted": .status(.resourceExhausted, message: "soak", retryDelay: .seconds(1))
      default: .ok
      }
    let notes = answer.isAcceptance ? notes(of: request) : []
    let time = request.receivedAt.nanosecondsSinceEpoch
    append(notes.isEmpty ? [Note(id: Note.refusal, value: 0, receivedAt: time)] : notes, to: output)
    return answer
  }
  withExtendedLifetime(receiver) { while getppid() != 1 { sleep(1) } }
  exit(0)
}

private func notes(of request: ReceivedRequest) -> [Note] {
  let time = request.receivedAt.nanosecondsSinceEpoch
  switch request.content {
  case .traces(let spans):
    return spans.map {
      Note(id: $0.context.spanID.value, value: $0.end.nanosecondsSinceEpoch, receivedAt: time)
    }
  case .metrics(let metrics):
    return metrics.flatMap { metric -> [Note] in
      guard metric.name == "soak.total", case .sum(let points, _, _) = metric.points else { return [] }
      return points.compactMap {
        guard case .int(let total) = $0.value else { return nil }
        return Note(id: Note.total, value: UInt64(total), receivedAt: time)
      }
    }
  case .logs: return []
  }
}

private func append(_ notes: [Note], to output: Int32) {
  notes.withUnsafeBytes { bytes in
    guard write(output, bytes.baseAddress, bytes.count) == bytes.count else { exit(2) }
  }
}

/// One life of the collector: from its start to its SIGKILL.
final class Life {
  let fault: String
  let startedAt: UInt64
  private let process = Process()
  private let file: String

  init(port: Int, file: String, fault: String, seconds: Int) throws {
    self.file = file
    self.fault = fault
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
    process.arguments = [
      "receive", "--port", "\(port)", "--file", file, "--fault", fault, "--seconds", "\(seconds)",
    ]
    startedAt = SystemClock().now.nanosecondsSinceEpoch
    try process.run()
  }

  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// What it noted; a note that its end cut short does not count.
  func notes() -> [Note] {
    guard let data = FileManager.default.contents(atPath: file) else { return [] }
    return data.withUnsafeBytes { bytes in
      (0..<bytes.count / MemoryLayout<Note>.stride).map {
        bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Note>.stride, as: Note.self)
      }
    }
  }
}
