/// What a stream is for whoever reads it, and which instrument it is of.
struct StreamIdentity: Hashable, Sendable {
  /// What two instruments share that feed one stream: everything but the description, which identifies an instrument
  /// but no metric (M-41).
  struct Key: Hashable, Sendable {
    let name: String
    let instrument: String
    let kind: InstrumentKind
    let unit: String
    let isFloatingPoint: Bool
    let aggregation: ResolvedAggregation
    let view: Int?
    let filter: AttributeFilter?
    let limit: Int
    let audience: [StreamPlan.Audience]
  }

  let key: Key
  /// The name in its own spelling.
  let name: String
  let description: String
  let instrument: InstrumentDescriptor.Identity
  /// The instrument's name in its own spelling.
  let instrumentName: String

  init(_ plan: StreamPlan, _ descriptor: InstrumentDescriptor) {
    key = Key(
      name: plan.name.lowercased(),
      instrument: descriptor.name.lowercased(),
      kind: descriptor.kind,
      unit: plan.unit,
      isFloatingPoint: plan.isFloatingPoint,
      aggregation: plan.aggregation,
      view: plan.view,
      filter: plan.filter,
      limit: plan.limit,
      audience: plan.audience
    )
    name = plan.name
    description = plan.description
    instrument = descriptor.identity
    instrumentName = descriptor.name
  }

  /// Whether some reader is shown both.
  func sharesReader(with other: StreamIdentity) -> Bool {
    key.audience.contains { one in other.key.audience.contains { $0.reader == one.reader } }
  }

  /// The instrument it is of, for people.
  var summary: String {
    "\(key.kind.rawValue) \(instrumentName) of \(key.isFloatingPoint ? "Double" : "Int64"), unit '\(key.unit.quotable)',"
      + " description '\(description.quotable)'"
  }
}
