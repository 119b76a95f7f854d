/// Changes what becomes of the measurements of some instruments (M-45).
///
/// Every view that matches an instrument makes a stream of its own (M-55); an instrument that none matches has one
/// stream, as its kind suggests (M-54).
///
/// ```swift
/// let views = [
///   View(InstrumentSelector(name: "http.*.duration"), StreamConfiguration(attributes: .excluding(["url.full"]))),
///   View(InstrumentSelector(name: "debug.*"), StreamConfiguration(aggregation: .drop)),
/// ]
/// ```
///
/// An attribute that a view drops can still leave the process, as part of an exemplar; ``ExemplarFilter/alwaysOff``
/// prevents that (M-53).
public struct View: Sendable {
  /// Which instruments.
  public var selector: InstrumentSelector
  /// What becomes of them.
  public var stream: StreamConfiguration

  /// A view of the instruments that `selector` selects.
  public init(_ selector: InstrumentSelector, _ stream: StreamConfiguration) {
    self.selector = selector
    self.stream = stream
  }
}

/// Which instruments a view is about: those that meet every criterion that is given (M-46).
public struct InstrumentSelector: Sendable {
  /// The name, whatever its case; `*` stands for any text and `?` for any character (M-47).
  public var name: String?
  /// The kind.
  public var kind: InstrumentKind?
  /// The unit, exactly.
  public var unit: String?
  /// The name of the meter, exactly.
  public var meterName: String?
  /// The version of the meter, exactly.
  public var meterVersion: String?
  /// The schema URL of the meter, exactly.
  public var meterSchemaURL: String?
  /// A further criterion of the program's own.
  public var predicate: (@Sendable (InstrumentDescriptor) -> Bool)?

  /// The instruments that meet all criteria that are not nil.
  public init(
    name: String? = nil,
    kind: InstrumentKind? = nil,
    unit: String? = nil,
    meterName: String? = nil,
    meterVersion: String? = nil,
    meterSchemaURL: String? = nil,
    predicate: (@Sendable (InstrumentDescriptor) -> Bool)? = nil
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.meterName = meterName
    self.meterVersion = meterVersion
    self.meterSchemaURL = meterSchemaURL
    self.predicate = predicate
  }

  /// Whether an instrument of `scope` is meant.
  func selects(_ instrument: InstrumentDescriptor, of scope: InstrumentationScope) -> Bool {
    (name.map { WildcardPattern($0).matches(instrument.name) } ?? true)
      && kind ?? instrument.kind == instrument.kind
      && unit ?? instrument.unit == instrument.unit
      && meterName ?? scope.name == scope.name
      && meterVersion ?? scope.version == scope.version
      && meterSchemaURL ?? scope.schemaURL == scope.schemaURL
      && predicate?(instrument) ?? true
  }
}

/// What becomes of the instruments of a view; whatever is nil is as it would be without it (M-48, M-49).
public struct StreamConfiguration: Sendable {
  /// The name of the metric; any text (M-50).
  public var name: String?
  /// What it measures, for people.
  public var description: String?
  /// Which attributes to keep.
  public var attributes: AttributeFilter?
  /// What is kept of the measurements.
  public var aggregation: Aggregation
  /// How many series there may be before the rest share the overflow series: 1 to 10,000,000.
  public var cardinalityLimit: Int?
  /// What chooses the exemplars.
  public var exemplarReservoir: ExemplarReservoirFactory?

  /// A stream that differs in what is given.
  public init(
    name: String? = nil,
    description: String? = nil,
    attributes: AttributeFilter? = nil,
    aggregation: Aggregation = .default,
    cardinalityLimit: Int? = nil,
    exemplarReservoir: ExemplarReservoirFactory? = nil
  ) {
    self.name = name
    self.description = description
    self.attributes = attributes
    self.aggregation = aggregation
    self.cardinalityLimit = cardinalityLimit
    self.exemplarReservoir = exemplarReservoir
  }
}
