import OTLPEncoding
import Telemetry
import TestSupport
import WireFormat
import XCTest

/// A request that came back from the disk may be anything.
final class SplitterFuzzTests: XCTestCase {
  func test_anyBytes_areSplitSoundlyOrNotAtAll() {
    Fuzz.run(rounds: 3_000, seed: 24) { random in
      let signal = TelemetrySignal.allCases.randomElement(using: &random) ?? .logs
      let request =
        switch signal {
        case .metrics: RandomRequest.fullMetrics(using: &random)
        case .traces: RandomRequest.traces(using: &random)
        case .logs: RandomRequest.logs(using: &random)
        }
      let bytes = Mutation.mutate(request, with: request, using: &random)
      let limit = Int.random(in: 0...bytes.count + 2, using: &random)
      // Mostly the number that is there, since with any other one there is nothing to see.
      let items = try? RequestItems.all(in: line(of: bytes, signal))
      let count = items?.count ?? Int.random(in: 0..<40, using: &random)
      let encoded = EncodedRequest(signal: signal, itemCount: count, parts: [Chunk(copying: bytes)])
      guard let split = RequestSplitter.pieces(of: encoded, atMost: limit) else { return nil }

      let kept = split.pieces.reduce(0) { $0 + $1.itemCount }
      guard kept + split.oversized == count else { return "\(kept) + \(split.oversized) of \(count)" }
      guard split.pieces.allSatisfy({ $0.byteCount <= limit }) else { return "more than \(limit) bytes" }
      guard let items else { return nil }
      let found = split.pieces.map { (try? RequestItems.all(in: line(of: $0.bytes, signal))) ?? [] }
      guard found.map(\.count) == split.pieces.map(\.itemCount) else { return "other numbers of items" }
      return RequestItems.are(Array(found.joined()), in: items) ? nil : "other items"
    }
  }
}

private func line(of bytes: [UInt8], _ signal: TelemetrySignal) throws -> String {
  switch signal {
  case .metrics: try OTLPJSON.metrics(bytes)
  case .traces: try OTLPJSON.traces(bytes)
  case .logs: try OTLPJSON.logs(bytes)
  }
}
