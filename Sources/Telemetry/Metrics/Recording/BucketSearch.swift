/// Finds the bucket of a value in few steps that depend on no branch.
@safe final class BucketSearch: Sendable {
  /// The bounds, eight by eight; good as long as the search lives.
  @safe struct Blocks: Sendable {
    fileprivate nonisolated(unsafe) let start: UnsafeMutablePointer<SIMD8<Double>>
    fileprivate let count: Int

    /// How many bounds are below `value`, which is the number of its bucket (M-65).
    @inline(__always)
    func bucket(of value: Double) -> Int {
      let value = SIMD8<Double>(repeating: value)
      var below = SIMD8<Int64>(repeating: 0)
      for block in 0..<count {
        below = unsafe below.replacing(with: below &+ 1, where: value .> start[block])
      }
      return Int(below.wrappedSum())
    }
  }

  let blocks: Blocks
  private let boundaries: Boundaries
  /// Past so many bounds halving is faster than comparing all.
  private static let maximumBlocks = 4

  init(_ boundaries: Boundaries) {
    self.boundaries = boundaries
    let count = (boundaries.values.count + 7) / 8
    let start = UnsafeMutablePointer<SIMD8<Double>>.allocate(capacity: max(count, 1))
    for block in 0..<count {
      // What fills the last block is above every value.
      var bounds = SIMD8<Double>(repeating: .infinity)
      for (lane, bound) in boundaries.values.dropFirst(block * 8).prefix(8).enumerated() {
        bounds[lane] = bound
      }
      unsafe (start + block).initialize(to: bounds)
    }
    blocks = unsafe Blocks(start: start, count: count)
  }

  deinit {
    unsafe blocks.start.deallocate()
  }

  /// One for each bound and one for what is above the last.
  var bucketCount: Int { boundaries.values.count + 1 }

  /// Whether comparing all bounds is the faster way.
  @inline(__always)
  var isShort: Bool { blocks.count <= Self.maximumBlocks }

  /// How many bounds are below `value`, which is the number of its bucket (M-65).
  @inline(__always)
  func bucket(of value: Double) -> Int {
    isShort ? blocks.bucket(of: value) : boundaries.bucket(for: value)
  }
}
