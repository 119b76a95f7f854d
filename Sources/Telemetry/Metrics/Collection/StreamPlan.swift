/// What a stream of an instrument is to be, for the readers that see it so.
struct StreamPlan: Sendable {
  /// A reader, and how it wants the stream.
  struct Audience: Hashable, Sendable {
    let reader: Int
    let temporality: Temporality
  }

  /// Which view planned it; nil for none.
  let view: Int?
  let name: String
  let description: String
  let unit: String
  let aggregation: ResolvedAggregation
  let isFloatingPoint: Bool
  let filter: AttributeFilter?
  let limit: Int
  /// What a view chose; nil for what suits the aggregation.
  let reservoir: ExemplarReservoirFactory?
  var audience: [Audience]
}
