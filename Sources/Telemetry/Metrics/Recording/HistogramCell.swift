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
