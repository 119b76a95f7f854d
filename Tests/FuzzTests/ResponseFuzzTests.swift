import OTLPEncoding
import TestSupport
import XCTest

/// What a collector may say, or somebody who only looks like one.
final class ResponseFuzzTests: XCTestCase {
  func test_anyResponse_isReadOrRefused() {
    let seeds = [
      ExportResponse(rejected: 7, message: "too old").encoded, ExportResponse(message: "é🙂").encoded,
      ExportResponse(rejected: .max, message: String(repeating: "x", count: 200)).encoded,
    ]
    Fuzz.run(rounds: 30_000, seed: 1) { random in
      let bytes = Mutation.mutate(
        seeds.randomElement(using: &random) ?? [], with: seeds[0], using: &random)
      for response in [
        try? OTLPDecoder.metricsResponse(bytes), try? OTLPDecoder.traceResponse(bytes),
        try? OTLPDecoder.logsResponse(bytes),
      ] {
        guard let response else { continue }
        if response.rejected < 0 { return "rejected \(response.rejected)" }
        // What is not UTF-8 becomes U+FFFD, three bytes for one.
        if response.message.utf8.count > 3 * bytes.count { return "a message out of nothing" }
      }
      return nil
    }
  }

  func test_anyStatusDetails_areADelayOrNone() {
    let seeds = [
      RetryInfo.statusDetails(code: 14, message: "busy", delay: .milliseconds(1_500)),
      RetryInfo.statusDetails(code: 8, message: "", delay: .zero),
      RetryInfo.statusDetails(code: 8, message: "later", delay: .seconds(Int64.max)),
      RetryInfo.statusDetails(code: 8, message: "", delay: .seconds(-5)),
    ]
    Fuzz.run(rounds: 50_000, seed: 2) { random in
      let bytes = Mutation.mutate(
        seeds.randomElement(using: &random) ?? [], with: seeds[0], using: &random)
      guard let delay = RetryInfo.delay(fromStatusDetails: bytes) else { return nil }
      return delay < .zero ? "a delay of \(delay) in \(bytes)" : nil
    }
  }
}
