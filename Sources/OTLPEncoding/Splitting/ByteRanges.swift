/// Places in the bytes of a request, in order; those that touch are one.
struct ByteRanges {
  private(set) var all: [Range<Int>] = []
  /// How many bytes they are together.
  private(set) var byteCount = 0

  mutating func append(_ range: Range<Int>) {
    byteCount += range.count
    if let last = all.last, last.upperBound == range.lowerBound {
      all[all.count - 1] = last.lowerBound..<range.upperBound
    } else {
      all.append(range)
    }
  }
}
