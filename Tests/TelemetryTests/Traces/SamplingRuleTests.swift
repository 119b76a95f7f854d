import Telemetry
import XCTest

/// The rule of a sampler must say what the sampler says.
final class SamplingRuleTests: XCTestCase {
  private struct Foreign: Sampler {
    let description = "Foreign"
    func decide(_ request: borrowing SamplingRequest) -> SamplingResult { .recordOnly }
  }

  /// Built-in samplers, nested at random.
  private func randomSampler(depth: Int, using random: inout SplitMix) -> any Sampler {
    var next: any Sampler { randomSampler(depth: depth - 1, using: &random) }
    switch Int.random(in: 0..<(depth > 0 ? 5 : 3), using: &random) {
    case 0: return AlwaysOnSampler()
    case 1: return AlwaysOffSampler()
    case 2: return TraceIDRatioSampler(ratio: .random(in: 0...1, using: &random))
    case 3: return AlwaysRecordSampler(root: next)
    default:
      return ParentBasedSampler(
        root: next, remoteParentSampled: next, remoteParentNotSampled: next, localParentSampled: next,
        localParentNotSampled: next)
    }
  }

  func test_T45_T46_rule_saysWhatTheSamplerSays() {
    var random = SplitMix(state: 45)
    for _ in 0..<300 {
      let sampler = randomSampler(depth: 3, using: &random)
      let rule = SamplingRule(of: sampler)
      for parent in Parent.all + [nil, .invalid] as [SpanContext?] {
        let id = TraceID(high: 1, low: .random(in: 0 ... .max, using: &random))
        let context = parent.map { Context().setting(spanContext: $0) } ?? Context()
        let said = sampler.decide(SamplingRequest(in: context, traceID: id, name: "n"))
        XCTAssertEqual(
          rule.decide(parent: parent ?? .invalid, traceID: id), said.decision, sampler.description)
        XCTAssertEqual(said, SamplingResult(said.decision), "a rule tells the decision only")
      }
    }
  }

  func test_T39_samplerThatIsNotBuiltIn_isAskedItself() {
    let id = TraceID(high: 1, low: 1)
    for sampler in [Foreign(), AlwaysRecordSampler(root: Foreign())] as [any Sampler] {
      XCTAssertNil(SamplingRule(of: sampler).decide(parent: .invalid, traceID: id))
    }
    let mixed = SamplingRule(of: ParentBasedSampler(root: Foreign()))
    XCTAssertNil(mixed.decide(parent: .invalid, traceID: id))
    XCTAssertEqual(mixed.decide(parent: Parent.localSampled, traceID: id), .recordAndSample)
    XCTAssertEqual(mixed.decide(parent: Parent.remoteNotSampled, traceID: id), .drop)
  }
}
