import Foundation
import Synchronization
import TelemetryTesting

/// How a collector treats its clients before it is well.
enum Fault: String, CaseIterable {
  case none
  /// Every answer takes two seconds.
  case slow
  /// UNAVAILABLE.
  case unavailable
  /// RESOURCE_EXHAUSTED, to be tried again in a second.
  case exhausted

  var answer: CollectorAnswer {
    switch self {
    case .none: .ok
    case .slow: .delayed(by: .seconds(2), .ok)
    case .unavailable: .status(.unavailable, message: "soak")
    case .exhausted: .status(.resourceExhausted, message: "soak", retryDelay: .seconds(1))
    }
  }
}

/// What a collector notes of a request, and of each item it took: 32 bytes that outlive it.
struct Note {
  enum Kind: UInt64 {
    case healthyRequest
    case slowRequest
    case unavailableRequest
    case exhaustedRequest
    case total
    case span
    case logRecord

    init(_ fault: Fault) {
      self =
        switch fault {
        case .none: .healthyRequest
        case .slow: .slowRequest
        case .unavailable: .unavailableRequest
        case .exhausted: .exhaustedRequest
        }
    }
  }

  /// The attribute that numbers spans and log records.
  static let key = "soak.number"

  var kind: UInt64
  /// The number of the item, or the total of the counter.
  var value: UInt64 = 0
  /// The end of the span, or when the log record was seen.
  var endedAt: UInt64 = 0
  var receivedAt: UInt64
}

/// The collector's process: notes what it takes in `file` before it answers, until it is killed.
///
/// The fault begins with the first request, however late it comes, and lasts for `seconds`.
func receive(port: Int, file: String, fault: Fault, seconds: Double) throws -> Never {
  let output = open(file, O_WRONLY | O_CREAT | O_APPEND, 0o644)
  let firstRequest = FirstRequest()
  let receiver = try Receiver(listeningOn: "127.0.0.1:\(port)") { request in
    let age = request.receivedAt.duration(since: firstRequest.time(orElse: request.receivedAt))
    let fault = age < .seconds(seconds) ? fault : .none
    var notes = [Note(kind: Note.Kind(fault).rawValue, receivedAt: request.receivedAt.nanosecondsSinceEpoch)]
    if fault.answer.isAcceptance { notes += items(of: request) }
    append(notes, to: output)
    return fault.answer
  }
  withExtendedLifetime(receiver) { while getppid() != 1 { sleep(1) } }
  exit(0)
}

/// When the first request of a collector came.
private final class FirstRequest: Sendable {
  private let first = Mutex<Timestamp?>(nil)

  func time(orElse time: Timestamp) -> Timestamp {
    first.withLock { first in
      first = first ?? time
      return first ?? time
    }
  }
}

private func items(of request: ReceivedRequest) -> [Note] {
  let time = request.receivedAt.nanosecondsSinceEpoch
  func note(_ kind: Note.Kind, _ attributes: AttributeSet, _ end: Timestamp) -> Note? {
    guard case .int(let number)? = attributes[Note.key] else { return nil }
    return Note(
      kind: kind.rawValue, value: UInt64(number), endedAt: end.nanosecondsSinceEpoch, receivedAt: time)
  }
  switch request.content {
  case .traces(let spans): return spans.compactMap { note(.span, $0.attributes, $0.end) }
  case .logs(let records): return records.compactMap { note(.logRecord, $0.attributes, $0.observedTime) }
  case .metrics(let metrics):
    return metrics.flatMap { metric -> [Note] in
      guard metric.name == "soak.total", case .sum(let points, _, _) = metric.points else { return [] }
      return points.compactMap {
        guard case .int(let total) = $0.value else { return nil }
        return Note(kind: Note.Kind.total.rawValue, value: UInt64(total), receivedAt: time)
      }
    }
  }
}

private func append(_ notes: [Note], to output: Int32) {
  notes.withUnsafeBytes { bytes in
    guard write(output, bytes.baseAddress, bytes.count) == bytes.count else { exit(2) }
  }
}
