/// What one thread recorded of a distribution since the page was turned; the counts of the buckets follow it.
struct HistogramCell {
  var updates: UInt64
  var sum: Double
  var min: Double
  var max: Double

  /// How many bytes a cell with `bucketCount` buckets takes.
  static func stride(bucketCount: Int) -> Int {
    MemoryLayout<HistogramCell>.stride + bucketCount * MemoryLayout<UInt64>.stride
  }

  @inline(__always)
  static func record(_ value: Double, bucket: Int, at cell: UnsafeMutableRawPointer) {
    let head = unsafe cell.assumingMemoryBound(to: HistogramCell.self)
    let buckets = unsafe buckets(of: cell)
    unsafe buckets[bucket] &+= 1
    unsafe head.pointee.sum += value
    if unsafe head.pointee.updates == 0 {
      unsafe head.pointee.min = value
      unsafe head.pointee.max = value
    } else {
      unsafe head.pointee.min = Swift.min(head.pointee.min, value)
      unsafe head.pointee.max = Swift.max(head.pointee.max, value)
    }
    unsafe head.pointee.updates &+= 1
  }

  @inline(__always)
  static func buckets(of cell: UnsafeMutableRawPointer) -> UnsafeMutablePointer<UInt64> {
    unsafe (cell + MemoryLayout<HistogramCell>.stride).assumingMemoryBound(to: UInt64.self)
  }
}

/// Finds the bucket of a value in few steps that depend on no branch.
@safe final class BucketSearch: Sendable {
  private nonisolated(unsafe) let blocks: UnsafeMutablePointer<SIMD8<Double>>
  private let blockCount: Int
  private let boundaries: Boundaries
  /// Past so many bounds halving is faster than comparing all.
  private static let maximumBlocks = 4

  init(_ boundaries: Boundaries) {
    self.boundaries = boundaries
    blockCount = (boundaries.values.count + 7) / 8
    unsafe blocks = .allocate(capacity: max(blockCount, 1))
    for block in 0..<blockCount {
      // What fills the last block is above every value.
      var bounds = SIMD8<Double>(repeating: .infinity)
      for (lane, bound) in boundaries.values.dropFirst(block * 8).prefix(8).enumerated() {
        bounds[lane] = bound
      }
      unsafe (blocks + block).initialize(to: bounds)
    }
  }

  deinit {
    unsafe blocks.deallocate()
  }

  /// One for each bound and one for what is above the last.
  var bucketCount: Int { boundaries.values.count + 1 }

  /// How many bounds are below `value`, which is the number of its bucket (M-65).
  @inline(__always)
  func bucket(of value: Double) -> Int {
    guard blockCount <= Self.maximumBlocks else { return boundaries.bucket(for: value) }
    let value = SIMD8<Double>(repeating: value)
    var below = SIMD8<Int64>(repeating: 0)
    for block in 0..<blockCount {
      below = unsafe below.replacing(with: below &+ 1, where: value .> blocks[block])
    }
    return Int(below.wrappedSum())
  }
}
