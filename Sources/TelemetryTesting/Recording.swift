import GRPCTransport
import OTLPEncoding
public import OTLPReceiver
import Telemetry

/// Requests as lines of OTLP/JSON, one each: what a fake collector or the command `collect --jsonl` has written.
///
/// ```swift
/// try collector.recording.text.write(toFile: "morning.jsonl", atomically: true, encoding: .utf8)
/// // … another day …
/// let recording = try Recording(String(contentsOfFile: "morning.jsonl", encoding: .utf8))
/// try recording.send(to: "http://127.0.0.1:4317")   // to any collector, or
/// collector.replay(recording)                       // as if it had just arrived here
/// ```
public struct Recording: Sendable {
  /// The requests in order.
  public let requests: [ReceivedRequest]

  /// A recording of `requests`, without those that hold nothing at all: their lines would not say what they are.
  public init(_ requests: [ReceivedRequest]) {
    self.requests = requests.filter { !$0.message.isEmpty }
  }

  /// Reads lines of OTLP/JSON; empty ones are skipped. The error names the line and the field.
  public init(_ text: String) throws(RecordingError) {
    var requests: [ReceivedRequest] = []
    // Bytes, since a character may be a line feed with what belongs to it, and text may hold other ends of lines.
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.allSatisfy(" \t\r".utf8.contains) {
      do {
        requests.append(try ReceivedRequest(json: String(Substring(line))))
      } catch {
        throw RecordingError(position: "line \(index + 1)", reason: "\(error)")
      }
    }
    self.requests = requests
  }

  /// One line for each request, with what ends it.
  public var text: String {
    requests.map { $0.json + "\n" }.joined()
  }

  /// Sends the requests in order, each after the answer to the one before, to a collector without TLS: an address such as
  /// ``FakeCollector/endpoint``. The first that is not taken ends it.
  public func send(to endpoint: String, timeout: Duration = .seconds(10)) throws(RecordingError) {
    let scheme = "http://"
    guard !endpoint.hasPrefix("https:") else {
      throw RecordingError(position: endpoint, reason: "expected an address without TLS")
    }
    let channel = Channel(
      target: endpoint.hasPrefix(scheme) ? String(endpoint.dropFirst(scheme.count)) : endpoint)
    for (index, request) in requests.enumerated() {
      let call = channel.startUnaryCall(
        request.signal.exportMethod, message: Message(copying: request.message), timeout: timeout)
      let answer = call.wait(atMost: timeout + .seconds(1))
      guard answer?.status != .ok else { continue }
      let found = answer.map { "\($0.status): \($0.statusMessage)" } ?? "no answer"
      throw RecordingError(position: "request \(index + 1)", reason: "expected OK, found \(found)")
    }
  }
}

/// Why a recording cannot be read or sent: where it stopped, what was expected there, what was found.
public struct RecordingError: Error, Equatable, CustomStringConvertible {
  /// The line, request or address at fault.
  public let position: String
  /// What was expected and what was found.
  public let reason: String

  /// Both.
  public var description: String { "\(position): \(reason)" }
}

extension FakeCollector {
  /// What has arrived so far, refused or not.
  public var recording: Recording { Recording(requests) }

  /// Takes the requests of `recording` as if they had just arrived: they are answered as the script says, kept, and seen by
  /// every expectation.
  public func replay(_ recording: Recording) {
    for request in recording.requests { record.answer(request) }
  }
}
