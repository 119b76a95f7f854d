/// The kinds of instruments (M-04).
public enum InstrumentKind: String, CaseIterable, Hashable, Sendable {
  /// ``Counter``.
  case counter
  /// ``UpDownCounter``.
  case upDownCounter
  /// ``Histogram``.
  case histogram
  /// ``Gauge``.
  case gauge
  /// ``ObservableCounter``.
  case observableCounter
  /// ``ObservableUpDownCounter``.
  case observableUpDownCounter
  /// ``ObservableGauge``.
  case observableGauge

  /// Whether its values are asked for at each collection instead of recorded.
  public var isObservable: Bool {
    switch self {
    case .counter, .upDownCounter, .histogram, .gauge: false
    case .observableCounter, .observableUpDownCounter, .observableGauge: true
    }
  }

  /// Whether a value may be below zero.
  package var takesNegative: Bool {
    switch self {
    case .counter, .histogram, .observableCounter: false
    case .upDownCounter, .gauge, .observableUpDownCounter, .observableGauge: true
    }
  }
}

/// What a program says about an instrument when it makes one.
///
/// Name, kind, unit, description and number type are its identity (M-05); the name ignores case.
public struct InstrumentDescriptor: Sendable {
  /// The name, in the spelling first used.
  public let name: String
  /// What recording means.
  public let kind: InstrumentKind
  /// The unit, in UCUM notation; empty for none.
  public let unit: String
  /// What it measures, for people.
  public let description: String
  /// Whether values are floating-point numbers.
  public let isFloatingPoint: Bool
  /// The bounds the program advises for a histogram (M-12); not part of the identity.
  public let boundaries: Boundaries?
  /// The only attributes to keep, as the program advises (M-13); nil for all. Not part of the identity.
  public let attributeKeys: Set<String>?

  /// A description of these parts.
  public init(
    name: String,
    kind: InstrumentKind,
    unit: String = "",
    description: String = "",
    isFloatingPoint: Bool = false,
    boundaries: Boundaries? = nil,
    attributeKeys: Set<String>? = nil
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.description = description
    self.isFloatingPoint = isFloatingPoint
    self.boundaries = boundaries
    self.attributeKeys = attributeKeys
  }

  /// What an instrument of `Value` is described by.
  init<Value: MeasurementValue>(
    _ name: String,
    _ kind: InstrumentKind,
    of type: Value.Type,
    unit: String,
    description: String,
    boundaries: Boundaries? = nil,
    attributeKeys: Set<String>? = nil
  ) {
    self.init(
      name: name,
      kind: kind,
      unit: unit,
      description: description,
      isFloatingPoint: type.isFloatingPoint,
      boundaries: boundaries,
      attributeKeys: attributeKeys
    )
  }

  /// Whether the name has the specified form: a letter, then up to 254 of `A-Z a-z 0-9 _ . - /` (M-06).
  package var hasValidName: Bool {
    let bytes = name.utf8
    guard let first = bytes.first, first.isASCIILetter, bytes.count <= 255 else { return false }
    return bytes.allSatisfy { byte in
      byte.isASCIILetter || (0x30...0x39).contains(byte) || [0x5F, 0x2E, 0x2D, 0x2F].contains(byte)
    }
  }

  /// What two instruments share when they feed the same streams (M-38).
  package struct Identity: Hashable {
    let name: String
    let kind: InstrumentKind
    let unit: String
    let description: String
    let isFloatingPoint: Bool
  }

  package var identity: Identity {
    Identity(
      name: name.lowercased(),
      kind: kind,
      unit: unit,
      description: description,
      isFloatingPoint: isFloatingPoint
    )
  }
}

extension InstrumentDescriptor {
  /// Whether an instrument that is made again has other advice; none at all agrees with any (M-40).
  func isAdvised(otherThan again: InstrumentDescriptor) -> Bool {
    (again.boundaries != nil && again.boundaries != boundaries)
      || (again.attributeKeys != nil && again.attributeKeys != attributeKeys)
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

extension UInt8 {
  fileprivate var isASCIILetter: Bool {
    (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
  }
}
