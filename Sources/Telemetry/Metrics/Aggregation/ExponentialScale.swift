#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// How fine the buckets of an exponential histogram are: each octave is cut into 2^scale of them (M-67).
///
/// Bucket `index` holds what is above `base^index` and not above `base^(index + 1)`, where the base is
/// 2^(2^-scale); below zero one bucket spans 2^-scale octaves (M-68).
package struct ExponentialScale: Equatable, Sendable {
  /// The scales that are ever needed: the finest has indices of 32 bits, the coarsest puts every double into
  /// two buckets (M-70).
  package static let range = -11...20

  /// The scale itself, within ``range``.
  package let value: Int

  /// The scale nearest to `value`.
  package init(_ value: Int) {
    self.value = min(max(value, Self.range.lowerBound), Self.range.upperBound)
  }

  /// Which bucket `magnitude` belongs to, a finite number above zero, subnormal ones included.
  ///
  /// Exact for every scale up to zero and for powers of two at every scale. Elsewhere only a number within a few
  /// units in the last place of a bound can end up in the neighbour, where M-73 allows any number to.
  @inline(__always)
  package func index(of magnitude: Double) -> Int {
    let bits = magnitude.bitPattern
    var exponent = Int(truncatingIfNeeded: bits >> 52) &- 1_023
    var fraction = bits & Self.fractionMask
    if exponent == -1_023 { (exponent, fraction) = Self.normalized(fraction) }
    // A power of two is the upper bound of its bucket, so it belongs to the one below.
    if value <= 0 { return (exponent &- (fraction == 0 ? 1 : 0)) &>> (0 &- value) }
    let octave = exponent &<< value
    return fraction == 0 ? octave &- 1 : octave &+ step(of: fraction)
  }

  /// Where the bucket `index` ends: the largest number that belongs to it, but for rounding.
  package func upperBound(of index: Int) -> Double {
    let next = index + 1
    guard value > 0 else {
      let exponent = next << -value
      return exponent > 1_023 ? .greatestFiniteMagnitude : exp2(Double(exponent))
    }
    let octave = next >> value
    guard octave <= 1_023 else { return .greatestFiniteMagnitude }
    let steps = next - (octave << value)
    // Both factors are exact powers of two but for the one in the middle.
    let bound = exp2(Double(steps) / Double(1 << value)) * exp2(Double(octave))
    return self.index(of: bound) > index ? bound.nextDown : bound
  }

  private static let fractionMask: UInt64 = (1 << 52) - 1

  /// How far into its octave a number with this fraction lies, in whole buckets.
  ///
  /// Only the part between 1 and 2 meets the logarithm, so its error does not grow with the exponent; scaling it
  /// by a power of two adds none.
  @inline(__always)
  private func step(of fraction: UInt64) -> Int {
    let significand = Double(bitPattern: 1_023 << 52 | fraction)
    return min(Int(log2(significand) * Double(1 &<< value)), (1 &<< value) &- 1)
  }

  /// Exponent and fraction of a subnormal number as if it had an exponent of its own.
  private static func normalized(_ fraction: UInt64) -> (exponent: Int, fraction: UInt64) {
    let shift = fraction.leadingZeroBitCount - 11
    return (-1_022 - shift, fraction << UInt64(shift) & fractionMask)
  }
}
