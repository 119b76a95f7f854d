import Surroundings

/// Decides which traces are recorded; raw values are OpenTelemetry's spellings.
public enum TraceSampler: String, CaseIterable, Sendable {
  /// Every trace.
  case alwaysOn = "always_on"
  /// No trace.
  case alwaysOff = "always_off"
  /// A share of all spans, whatever their parent says.
  case traceIDRatio = "traceidratio"
  /// What the parent says; every trace that starts here.
  case parentBasedAlwaysOn = "parentbased_always_on"
  /// What the parent says; no trace that starts here.
  case parentBasedAlwaysOff = "parentbased_always_off"
  /// What the parent says; a share of the traces that start here.
  case parentBasedTraceIDRatio = "parentbased_traceidratio"

  /// Whether ``TelemetrySettings/traceSamplerRatio`` has any effect.
  public var usesRatio: Bool {
    self == .traceIDRatio || self == .parentBasedTraceIDRatio
  }
}

/// How the messages of an export are compressed.
public enum Compression: String, CaseIterable, Sendable {
  /// Not at all.
  case none
  /// Each message with gzip.
  case gzip
}

/// The least severity of what the library reports about itself.
public enum LogLevel: String, CaseIterable, Sendable {
  /// Everything; nothing is below information so far.
  case debug
  /// What changes, such as a collector that is back.
  case info
  /// What is lost or ignored.
  case warn
  /// What is refused for good.
  case error
}

/// A setting that is one of a few words.
protocol SettingsChoice: RawRepresentable<String>, CaseIterable, Equatable, Sendable {
  /// Further spellings that are understood, and what they mean.
  static var synonyms: [String: Self] { get }
}

extension SettingsChoice {
  static var synonyms: [String: Self] { [:] }

  /// The choice a word stands for, in letters of either case.
  init?(word: String) {
    let word = word.trimmed.lowercased()
    guard let choice = Self(rawValue: word) ?? Self.synonyms[word] else { return nil }
    self = choice
  }
}

extension TraceSampler: SettingsChoice {
  static let synonyms: [String: TraceSampler] = [
    "trace_id_ratio": .traceIDRatio,
    "parentbased_trace_id_ratio": .parentBasedTraceIDRatio,
  ]
}

extension Compression: SettingsChoice {}

extension LogLevel: SettingsChoice {
  static let synonyms: [String: LogLevel] = ["warning": .warn]
}
