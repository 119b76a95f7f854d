/// A number an instrument can record: `Int64` or `Double`, and no other.
///
/// The protocol is public so that instruments can be generic over it; conformances of your own are not supported.
public protocol MeasurementValue: Sendable, Comparable, ExpressibleByIntegerLiteral {
  /// The number as the 64 bits a series keeps.
  var bits: UInt64 { get }
  /// Whether values of this type have a fraction.
  static var isFloatingPoint: Bool { get }
}

extension Int64: MeasurementValue {
  /// Two's complement.
  @inlinable @inline(__always)
  public var bits: UInt64 { UInt64(bitPattern: self) }
  /// No.
  @inlinable @inline(__always)
  public static var isFloatingPoint: Bool { false }
}

extension Double: MeasurementValue {
  /// IEEE 754.
  @inlinable @inline(__always)
  public var bits: UInt64 { bitPattern }
  /// Yes.
  @inlinable @inline(__always)
  public static var isFloatingPoint: Bool { true }
}
