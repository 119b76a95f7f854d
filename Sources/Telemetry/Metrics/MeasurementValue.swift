public import Synchronization

/// A number an instrument can record: `Int64` or `Double`, and no other.
///
/// The protocol is public so that instruments can be generic over it; conformances of your own are not supported.
/// A series keeps its number as 64 bits in one atomic; the conformance says how to read and to add them.
public protocol MeasurementValue: Sendable, Comparable, ExpressibleByIntegerLiteral {
  /// Whether it is a real number and not infinite.
  var isFinite: Bool { get }
  /// The number with its type.
  var number: NumberValue { get }
  /// The number as a double.
  var asDouble: Double { get }
  /// The bits a series keeps.
  var bits: UInt64 { get }
  /// The number with these bits.
  init(bits: UInt64)
  /// Adds to the number another thread may be adding to; whole numbers wrap instead of trapping (M-118).
  static func add(_ amount: Self, to bits: borrowing Atomic<UInt64>)
  /// Whether values of this type have a fraction.
  static var isFloatingPoint: Bool { get }
}

extension Int64: MeasurementValue {
  /// Always.
  public var isFinite: Bool { true }
  /// A whole number.
  public var number: NumberValue { .int(self) }
  /// The nearest double.
  public var asDouble: Double { Double(self) }
  /// Two's complement.
  public var bits: UInt64 { UInt64(bitPattern: self) }
  /// From two's complement.
  public init(bits: UInt64) { self = Int64(bitPattern: bits) }
  /// One atomic addition, wrapping on overflow.
  public static func add(_ amount: Int64, to bits: borrowing Atomic<UInt64>) {
    bits.wrappingAdd(amount.bits, ordering: .relaxed)
  }
  /// No.
  public static var isFloatingPoint: Bool { false }
}

extension Double: MeasurementValue {
  /// A floating-point number.
  public var number: NumberValue { .double(self) }
  /// Itself.
  public var asDouble: Double { self }
  /// IEEE 754.
  public var bits: UInt64 { bitPattern }
  /// From IEEE 754.
  public init(bits: UInt64) { self = Double(bitPattern: bits) }
  /// Compares and exchanges until nobody came between.
  public static func add(_ amount: Double, to bits: borrowing Atomic<UInt64>) {
    var known = bits.load(ordering: .relaxed)
    while true {
      let sum = (Double(bitPattern: known) + amount).bitPattern
      let (exchanged, found) = bits.weakCompareExchange(expected: known, desired: sum, ordering: .relaxed)
      if exchanged { return }
      known = found
    }
  }
  /// Yes.
  public static var isFloatingPoint: Bool { true }
}
