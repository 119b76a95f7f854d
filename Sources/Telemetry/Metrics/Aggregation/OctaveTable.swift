/// The octave from 1 to 2 cut into 256 equal cells, each with the bounds of scale 8 that lie in it.
///
/// With 160 buckets the scale is 8 at most as soon as the largest value exceeds the smallest by a quarter: then this
/// takes the place of the logarithm, which costs more than all the rest of recording. Both have the same bounds.
struct OctaveTable: Sendable {
  /// The scale of the bounds; coarser ones follow from it (M-72).
  static let scale = 8
  static let shared = OctaveTable()

  private struct Cell {
    /// The bucket in which the cell begins.
    var step: Int
    /// The fractions after which the next two buckets begin: a cell is at most 1.45 buckets wide.
    var next: UInt64
    var nextButOne: UInt64
  }

  private let cells: [Cell]

  private init() {
    // What ends each bucket but the last, as the fraction of a double, from the finest scale, which is 12 finer.
    let finest = ExponentialScale(20)
    let bounds = (1..<256).map { finest.upperBound(of: ($0 << 12) - 1).bitPattern & Self.fractionMask }
    cells = (0..<256).map { cell in
      let start = UInt64(cell) << Self.cellShift
      let step = bounds.firstIndex { start <= $0 } ?? bounds.count
      // The last bucket ends where the octave does.
      let ends = [step, step + 1].map { $0 < bounds.count ? bounds[$0] : .max }
      return Cell(step: step, next: ends[0], nextButOne: ends[1])
    }
  }

  /// How far into its octave a number with this fraction, which is not zero, lies, in buckets of scale 8.
  @inline(__always)
  func step(of fraction: UInt64) -> Int {
    let cell = cells[Int(truncatingIfNeeded: fraction >> Self.cellShift)]
    return cell.step &+ (fraction > cell.next ? 1 : 0) &+ (fraction > cell.nextButOne ? 1 : 0)
  }

  private static let cellShift: UInt64 = 52 - 8
  private static let fractionMask: UInt64 = (1 << 52) - 1
}
