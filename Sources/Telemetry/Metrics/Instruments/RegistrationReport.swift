/// What identifies a stream for whoever reads it: two that share a name and differ in the rest are in conflict.
struct StreamIdentity: Hashable, Sendable {
  let name: String
  let kind: InstrumentKind
  let unit: String
  let description: String
  let isFloatingPoint: Bool
  let aggregation: ResolvedAggregation
  /// The instrument, in the spelling of its program.
  let instrument: String

  init(_ plan: StreamPlan, _ descriptor: InstrumentDescriptor) {
    name = plan.name
    kind = descriptor.kind
    unit = plan.unit
    description = plan.description
    isFloatingPoint = plan.isFloatingPoint
    aggregation = plan.aggregation
    instrument = descriptor.name
  }

  fileprivate var summary: String {
    "\(kind.rawValue) \(instrument) of \(isFloatingPoint ? "Double" : "Int64"), unit '\(unit)', description"
      + " '\(description)'"
  }
}

/// Something to be told, once, about how an instrument was made.
struct RegistrationReport: Sendable {
  let key: String
  let diagnostic: Diagnostic

  private init(_ key: String, _ severity: Diagnostic.Severity, _ text: String) {
    self.key = key
    diagnostic = Diagnostic(severity, text)
  }

  /// The instrument records nothing (M-08).
  static func badName(_ instrument: InstrumentDescriptor) -> RegistrationReport {
    RegistrationReport(
      "name:\(instrument.name)",
      .error,
      "instrument name '\(instrument.name.prefix(80))': expected a letter, then up to 254 of"
        + " A-Z a-z 0-9 _ . - /; nothing is recorded for it"
    )
  }

  /// The first spelling counts (M-39).
  static func otherSpelling(_ first: InstrumentDescriptor, _ second: InstrumentDescriptor)
    -> RegistrationReport
  {
    RegistrationReport(
      "spelling:\(second.name)",
      .error,
      "instrument \(second.name) is exported as \(first.name), as it was spelled first"
    )
  }

  /// The first advice counts (M-40).
  static func otherAdvice(_ instrument: InstrumentDescriptor) -> RegistrationReport {
    RegistrationReport(
      "advice:\(instrument.name)",
      .error,
      "instrument \(instrument.name) was made again with other boundaries or attributes; those given first are used"
    )
  }

  /// The view is set aside (M-56).
  static func unsuitableView(
    _ view: StreamPlanner.Unsuitable,
    _ instrument: InstrumentDescriptor
  ) -> RegistrationReport {
    RegistrationReport(
      "view:\(view.view):\(instrument.name)",
      .warning,
      "the view of '\(view.view)' has an aggregation that makes no sense for \(instrument.name), a"
        + " \(view.kind.rawValue); it is not applied"
    )
  }

  /// Both streams are exported, with the way to keep them apart (M-36, M-37, M-55); nil when they are no conflict.
  static func conflict(_ first: StreamIdentity, _ second: StreamIdentity) -> RegistrationReport? {
    if first.instrument != second.instrument || first == second {
      return RegistrationReport(
        "stream:\(second.name)",
        .warning,
        "two streams are called \(second.name): of \(first.summary), and of \(second.summary); give one of their views"
          + " another name"
      )
    }
    var advice = "rename one of them with a view"
    if first.kind != second.kind {
      advice += " that selects kind \(second.kind.rawValue)"
    } else if first.unit != second.unit {
      advice += " that selects unit '\(second.unit)'"
    } else if first.description != second.description, first.isFloatingPoint == second.isFloatingPoint {
      advice = "a view that sets the description resolves it"
    }
    return RegistrationReport(
      "duplicate:\(second.name)",
      .warning,
      "instrument registered twice: first as \(first.summary), then as \(second.summary); both are exported; \(advice)"
    )
  }
}

extension InstrumentDescriptor {
  /// What is to be told when an instrument is made again with other advice (M-40).
  func differences(from again: InstrumentDescriptor) -> [RegistrationReport] {
    let isSame =
      (again.boundaries == nil || again.boundaries == boundaries)
      && (again.attributeKeys == nil || again.attributeKeys == attributeKeys)
    return isSame ? [] : [.otherAdvice(again)]
  }

  /// The same instrument in another spelling.
  func named(_ name: String) -> InstrumentDescriptor {
    InstrumentDescriptor(
      name: name,
      kind: kind,
      unit: unit,
      description: description,
      isFloatingPoint: isFloatingPoint,
      boundaries: boundaries,
      attributeKeys: attributeKeys
    )
  }
}
