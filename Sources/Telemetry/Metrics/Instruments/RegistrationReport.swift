/// Something to be told, once for each meter, about how an instrument was made.
struct RegistrationReport: Sendable {
  let key: String
  let diagnostic: Diagnostic

  private init(_ key: String, _ severity: Diagnostic.Severity, _ text: String) {
    self.key = key
    diagnostic = Diagnostic(severity, text)
  }

  /// The instrument records nothing (M-08).
  static func badName(_ instrument: InstrumentDescriptor) -> RegistrationReport {
    let name = instrument.name.quotable
    return RegistrationReport(
      "name:\(name)",
      .error,
      "instrument name '\(name)': expected a letter, then up to 254 of A-Z a-z 0-9 _ . - /; nothing is recorded for it"
    )
  }

  /// The first spelling counts (M-39).
  static func otherSpelling(_ first: String, _ second: InstrumentDescriptor) -> RegistrationReport {
    RegistrationReport(
      "spelling:\(second.name)",
      .error,
      "instrument \(second.name) is exported as \(first), as it was spelled first"
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

  /// The advice does not count (M-42).
  static func badBoundaries(_ values: [Double], _ instrument: String) -> RegistrationReport {
    let text = values.prefix(20).map { "\($0)" }.joined(separator: ", ") + (values.count > 20 ? ", …" : "")
    let name = instrument.quotable
    return RegistrationReport(
      "boundaries:\(name)",
      .error,
      "histogram \(name): expected finite boundaries in strictly ascending order, found \(text); they are ignored"
    )
  }

  /// The view is set aside (M-56).
  static func unsuitableView(
    _ view: StreamPlanner.Unsuitable,
    _ instrument: InstrumentDescriptor
  ) -> RegistrationReport {
    RegistrationReport(
      "view:\(view.view.quotable):\(instrument.name)",
      .warning,
      "the view of '\(view.view.quotable)' has an aggregation that makes no sense for \(instrument.name), a"
        + " \(view.kind.rawValue); it is not applied"
    )
  }

  /// What two streams of one name have to be told about, with the way to keep them apart; nil when all is well (M-36,
  /// M-37, M-55).
  static func conflict(_ first: StreamIdentity, _ second: StreamIdentity) -> RegistrationReport? {
    let text: String
    if first.key == second.key {
      if first.description == second.description { return nil }
      text =
        "instrument \(second.instrumentName) was made with the description '\(first.description.quotable)' and then"
        + " with '\(second.description.quotable)'; the longer one is exported; a view that sets the description settles it"
    } else if first.instrument == second.instrument {
      text =
        "two views of instrument \(second.instrumentName) call their streams \(second.name.quotable); both are exported; give"
        + " one of the views another name"
    } else if first.key.instrument != second.key.instrument {
      text =
        "two streams are called \(second.name.quotable): of \(first.summary), and of \(second.summary); both are exported; give"
        + " one of their views another name"
    } else {
      text =
        "instrument made twice: first as \(first.summary), then as \(second.summary); both are exported; to rename one"
        + " of them use View(\(second.selector(besides: first)), StreamConfiguration(name: \"…\"))"
    }
    return RegistrationReport("duplicate:\(second.name.quotable): \(second.summary)", .warning, text)
  }
}

extension StreamIdentity {
  /// A selector of this instrument and not of the other one of its name, as it is written in Swift.
  fileprivate func selector(besides other: StreamIdentity) -> String {
    let rest =
      if key.kind != other.key.kind {
        "kind: .\(key.kind.rawValue)"
      } else if key.unit != other.key.unit {
        "unit: \"\(key.unit.quotable)\""
      } else if key.isFloatingPoint != other.key.isFloatingPoint {
        "predicate: { \(key.isFloatingPoint ? "" : "!")$0.isFloatingPoint }"
      } else {
        "predicate: { $0.description == \"\(instrument.description.quotable)\" }"
      }
    return "InstrumentSelector(name: \"\(instrumentName)\", \(rest))"
  }
}

extension String {
  /// This text as a message can hold it: on one line, and not longer than 80 characters.
  var quotable: String {
    let start = String(unicodeScalars.prefix(80)).onOneLine
    return start + (unicodeScalars.dropFirst(80).isEmpty ? "" : "…")
  }
}
