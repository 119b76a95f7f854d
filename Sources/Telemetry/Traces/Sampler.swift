/// What becomes of a new span (T-39).
public enum SamplingDecision: Hashable, Sendable {
  /// Neither recorded nor exported.
  case drop
  /// Recorded for processors, but not exported.
  case recordOnly
  /// Recorded and exported.
  case recordAndSample
}

/// What a sampler decides by.
public struct SamplingRequest: Sendable {
  /// The parent's identity; nil for a root span.
  public let parent: SpanContext?
  /// The trace the span will belong to.
  public let traceID: TraceID
  /// What the span is about to do.
  public let name: String
  /// Which side it describes.
  public let kind: SpanKind
  /// The attributes given at creation.
  public let attributes: AttributeSet

  /// What is known of a span that is about to start.
  public init(
    parent: SpanContext?,
    traceID: TraceID,
    name: String,
    kind: SpanKind = .internal,
    attributes: AttributeSet = [:]
  ) {
    self.parent = parent
    self.traceID = traceID
    self.name = name
    self.kind = kind
    self.attributes = attributes
  }
}

/// Decides which spans are recorded, before anything is built for them.
public protocol Sampler: Sendable {
  /// The decision for one new span; called from any thread, must not block.
  func decide(_ request: borrowing SamplingRequest) -> SamplingDecision
  /// The name and parameters, in the specified form (T-42).
  var description: String { get }
}

/// Takes every span.
public struct AlwaysOnSampler: Sampler {
  /// The sampler; all values are the same.
  public init() {}
  /// Always recorded and exported.
  public func decide(_ request: borrowing SamplingRequest) -> SamplingDecision { .recordAndSample }
  /// `AlwaysOnSampler`.
  public var description: String { "AlwaysOnSampler" }
}

/// Takes no span.
public struct AlwaysOffSampler: Sampler {
  /// The sampler; all values are the same.
  public init() {}
  /// Always dropped.
  public func decide(_ request: borrowing SamplingRequest) -> SamplingDecision { .drop }
  /// `AlwaysOffSampler`.
  public var description: String { "AlwaysOffSampler" }
}

/// Takes a fixed share of all traces, the same ones in every process that uses the same ratio or a higher one
/// (T-43); the choice depends on the last eight bytes of the trace id, as in the Go and Rust SDKs (T-44).
public struct TraceIDRatioSampler: Sampler {
  /// The share of traces taken, from 0 to 1.
  public let ratio: Double
  private let threshold: UInt64

  /// Takes `ratio` of all traces; values outside 0…1 and NaN are clamped.
  public init(ratio: Double) {
    let clamped = ratio.isNaN ? 0 : min(max(ratio, 0), 1)
    self.ratio = clamped
    threshold = UInt64(clamped * 0x1p63)
  }

  /// Recorded and exported when the trace id falls below the ratio.
  public func decide(_ request: borrowing SamplingRequest) -> SamplingDecision {
    request.traceID.low >> 1 < threshold ? .recordAndSample : .drop
  }

  /// As in `TraceIdRatioBased{0.100000}`.
  public var description: String {
    let millionths = Int((ratio * 1_000_000).rounded())
    let fraction = String(millionths % 1_000_000)
    let zeros = String(repeating: "0", count: 6 - fraction.count)
    return "TraceIdRatioBased{\(millionths / 1_000_000).\(zeros)\(fraction)}"
  }
}

/// Follows the parent's decision, and asks another sampler about root spans (T-45).
public struct ParentBasedSampler: Sampler {
  private let root: any Sampler

  /// Root spans are decided by `root`.
  public init(root: any Sampler) {
    self.root = root
  }

  /// As the parent was decided; without a valid parent, as the root sampler says.
  public func decide(_ request: borrowing SamplingRequest) -> SamplingDecision {
    guard let parent = request.parent, parent.isValid else { return root.decide(request) }
    return parent.isSampled ? .recordAndSample : .drop
  }

  /// As in `ParentBased{root:AlwaysOnSampler}`.
  public var description: String { "ParentBased{root:\(root.description)}" }
}
