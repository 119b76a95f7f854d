import Telemetry
import XCTest

final class SamplerTests: XCTestCase {
  private let anyID = TraceID(high: 1, low: 0)

  private func decision(_ sampler: any Sampler, _ parent: SpanContext? = nil, low: UInt64 = 0)
    -> SamplingDecision
  {
    let context = parent.map { Context().setting(spanContext: $0) } ?? Context()
    return sampler.decide(SamplingRequest(in: context, traceID: TraceID(high: 1, low: low), name: "n"))
      .decision
  }

  func test_T42_descriptions_areTheSpecifiedOnes() {
    XCTAssertEqual(AlwaysOnSampler().description, "AlwaysOnSampler")
    XCTAssertEqual(AlwaysOffSampler().description, "AlwaysOffSampler")
    XCTAssertEqual(TraceIDRatioSampler(ratio: 0.0001).description, "TraceIdRatioBased{0.000100}")
    XCTAssertEqual(TraceIDRatioSampler(ratio: 1).description, "TraceIdRatioBased{1.000000}")
  }

  func test_T40_samplersOfSamplers_describeAllOfThem() {
    XCTAssertEqual(
      ParentBasedSampler(root: AlwaysOnSampler(), localParentSampled: AlwaysOffSampler()).description,
      "ParentBased{root:AlwaysOnSampler,"
        + "remoteParentSampled:AlwaysOnSampler,remoteParentNotSampled:AlwaysOffSampler,"
        + "localParentSampled:AlwaysOffSampler,localParentNotSampled:AlwaysOffSampler}")
    XCTAssertEqual(
      AlwaysRecordSampler(root: TraceIDRatioSampler(ratio: 0.5)).description,
      "AlwaysRecord{root:TraceIdRatioBased{0.500000}}")
  }

  func test_T43_T44_ratio_decidesByTheLowHalf() {
    XCTAssertEqual(decision(TraceIDRatioSampler(ratio: 0)), .drop)
    XCTAssertEqual(decision(TraceIDRatioSampler(ratio: 1), low: .max), .recordAndSample)
    XCTAssertEqual(decision(TraceIDRatioSampler(ratio: 0.5), low: 0x7FFF_FFFF_FFFF_FFFF), .recordAndSample)
    XCTAssertEqual(decision(TraceIDRatioSampler(ratio: 0.5), low: 0x8000_0000_0000_0000), .drop)
    XCTAssertEqual(decision(TraceIDRatioSampler(ratio: .nan)), .drop)
  }

  func test_T43_ratio_ignoresTheParentAndKeepsWhatASmallerOneKeeps() {
    var random = SplitMix(state: 43)
    let ratios = [0, 0.001, 0.1, 0.25, 0.5, 0.999, 1]
    for _ in 0..<1_000 {
      let low = UInt64.random(in: 0 ... .max, using: &random)
      let decisions = ratios.map { decision(TraceIDRatioSampler(ratio: $0), low: low) }
      let first = decisions.firstIndex(of: .recordAndSample) ?? decisions.count
      XCTAssertEqual(decisions[first...].filter { $0 != .recordAndSample }, [])
      for parent in Parent.all {
        XCTAssertEqual(
          ratios.map { decision(TraceIDRatioSampler(ratio: $0), parent, low: low) }, decisions)
      }
    }
  }

  func test_T43_ratio_isTheShareThatIsTaken() {
    var random = SplitMix(state: 44)
    let taken = (0..<10_000).filter { _ in
      decision(TraceIDRatioSampler(ratio: 0.25), low: .random(in: 0 ... .max, using: &random)) != .drop
    }
    // Four standard deviations of the binomial distribution.
    XCTAssertEqual(Double(taken.count), 2_500, accuracy: 174)
  }

  func test_T45_parentBased_followsTheParent() {
    let off = ParentBasedSampler(root: AlwaysOffSampler())

    XCTAssertEqual(decision(off, Parent.localSampled), .recordAndSample)
    XCTAssertEqual(decision(off, Parent.localNotSampled), .drop)
    XCTAssertEqual(decision(off, Parent.remoteSampled), .recordAndSample)
    XCTAssertEqual(decision(off, Parent.remoteNotSampled), .drop)
    XCTAssertEqual(decision(off), .drop)
    XCTAssertEqual(decision(ParentBasedSampler(root: AlwaysOnSampler())), .recordAndSample)
  }

  /// One delegate at a time says something else than the other four.
  func test_T45_parentBased_asksTheSamplerForSuchParents() {
    let (on, off): (any Sampler, any Sampler) = (AlwaysOnSampler(), AlwaysOffSampler())
    func sampler(asking delegate: Int) -> ParentBasedSampler {
      let all: [any Sampler] = (0..<5).map { $0 == delegate ? on : off }
      return ParentBasedSampler(
        root: all[0], remoteParentSampled: all[1], remoteParentNotSampled: all[2],
        localParentSampled: all[3], localParentNotSampled: all[4])
    }
    let invalid = SpanContext(traceID: .invalid, spanID: SpanID(1), flags: .sampled, isRemote: true)
    let parents = [
      [nil, invalid, .invalid], [Parent.remoteSampled], [Parent.remoteNotSampled], [Parent.localSampled],
      [Parent.localNotSampled],
    ]
    for (delegate, kind) in parents.enumerated() {
      for parent in kind {
        let expected = (0..<5).map { $0 == delegate ? SamplingDecision.recordAndSample : .drop }
        XCTAssertEqual((0..<5).map { decision(sampler(asking: $0), parent) }, expected, "\(delegate)")
      }
    }
  }

  func test_T46_alwaysRecord_turnsDropIntoRecordOnlyAndLeavesTheRest() {
    struct Saying: Sampler {
      let result: SamplingResult
      let description = "Saying"
      func decide(_ request: borrowing SamplingRequest) -> SamplingResult { result }
    }
    for (decision, expected) in [
      (SamplingDecision.drop, SamplingDecision.recordOnly), (.recordOnly, .recordOnly),
      (.recordAndSample, .recordAndSample),
    ] {
      let said = SamplingResult(decision, attributes: ["a": 1], traceState: ["k": "v"])
      let result = AlwaysRecordSampler(root: Saying(result: said))
        .decide(SamplingRequest(traceID: anyID, name: "n"))
      XCTAssertEqual(result, SamplingResult(expected, attributes: ["a": 1], traceState: ["k": "v"]))
    }
  }
}

/// A parent of each kind.
enum Parent {
  static let localSampled = parent(.sampled, isRemote: false)
  static let localNotSampled = parent(.random, isRemote: false)
  static let remoteSampled = parent([.sampled, .random], isRemote: true)
  static let remoteNotSampled = parent([], isRemote: true)

  static let all = [localSampled, localNotSampled, remoteSampled, remoteNotSampled]

  private static func parent(_ flags: TraceFlags, isRemote: Bool) -> SpanContext {
    SpanContext(
      traceID: TraceID(high: 1, low: 1), spanID: SpanID(1), flags: flags, traceState: ["p": "1"],
      isRemote: isRemote)
  }
}
