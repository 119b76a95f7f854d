import Synchronization

/// What is said of a logger as a whole (L-14).
public struct LoggerConfiguration: Equatable, Sendable {
  /// Whether it emits anything.
  public var isEnabled: Bool
  /// The least severity that is emitted; records that say nothing of their severity are emitted whatever this is.
  public var minimumSeverity: Severity
  /// Whether records of spans that are not sampled are left out; those of no span are not.
  public var isTraceBased: Bool

  /// A logger that emits everything, unless told otherwise.
  public init(
    isEnabled: Bool = true,
    minimumSeverity: Severity = .unspecified,
    isTraceBased: Bool = false
  ) {
    self.isEnabled = isEnabled
    self.minimumSeverity = minimumSeverity
    self.isTraceBased = isTraceBased
  }

  /// Whether a record of this severity is wanted.
  func admits(_ severity: Severity) -> Bool {
    isEnabled && (severity == .unspecified || severity >= minimumSeverity)
  }

  /// Whether a record of this span is wanted.
  func admits(_ context: SpanContext) -> Bool {
    !isTraceBased || !context.spanID.isValid || context.isSampled
  }
}

/// A configuration that may be replaced at any time, and is read without a lock.
final class LoggerSwitch: Sendable {
  private let bits: Atomic<UInt32>

  init(_ configuration: LoggerConfiguration) {
    bits = Atomic(configuration.bits)
  }

  var configuration: LoggerConfiguration {
    get { LoggerConfiguration(bits: bits.load(ordering: .relaxed)) }
    set { bits.store(newValue.bits, ordering: .relaxed) }
  }
}

extension LoggerConfiguration {
  fileprivate var bits: UInt32 {
    UInt32(minimumSeverity.rawValue) | (isEnabled ? 0x100 : 0) | (isTraceBased ? 0x200 : 0)
  }

  fileprivate init(bits: UInt32) {
    self.init(
      isEnabled: bits & 0x100 != 0,
      minimumSeverity: Severity(rawValue: UInt8(truncatingIfNeeded: bits)),
      isTraceBased: bits & 0x200 != 0
    )
  }
}
