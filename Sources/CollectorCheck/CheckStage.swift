/// One step of the way to the collector, and what was seen there.
package struct CheckStage: Equatable, Sendable {
  /// The steps, in the order they are taken.
  package enum Name: String, CaseIterable, Sendable {
    case settings
    case address
    case connect
    case tls
    case grpc
    case export
    case size
  }

  /// How a step went.
  package enum Outcome: String, Sendable {
    case ok
    /// It works, but somebody should know something.
    case warning
    case failed
    /// It was not tried, because there is no need or no way to.
    case skipped
  }

  package let name: Name
  package let outcome: Outcome
  /// What was seen, in one sentence.
  package let summary: String
  /// What else was seen, one thing a line.
  package let details: [String]
  /// How to mend it.
  package let hint: String?

  package init(
    _ name: Name, _ outcome: Outcome, _ summary: String, details: [String] = [], hint: String? = nil
  ) {
    self.name = name
    self.outcome = outcome
    self.summary = summary
    self.details = details
    self.hint = hint
  }
}

/// Everything that was seen on the way to a collector.
package struct CheckReport: Equatable, Sendable {
  /// Where it was looked for; nil when the settings do not say.
  package let collector: String?
  package let stages: [CheckStage]
  /// What is worth knowing whatever came out.
  package let notes: [String]

  /// Whether no stage failed.
  package var isOK: Bool { stages.allSatisfy { $0.outcome != .failed } }

  package init(collector: String?, stages: [CheckStage], notes: [String]) {
    self.collector = collector
    self.stages = stages
    self.notes = notes
  }
}
