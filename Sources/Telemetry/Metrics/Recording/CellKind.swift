/// What a stream keeps of each series while it records.
enum CellKind: Sendable {
  case wholeSum
  case floatingSum
  case lastValue
  case histogram(BucketSearch, isFloatingPoint: Bool)
  case exponential(ExponentialCell.Shape, isFloatingPoint: Bool)

  init(_ aggregation: ResolvedAggregation, isFloatingPoint: Bool) {
    self =
      switch aggregation {
      case .sum: isFloatingPoint ? .floatingSum : .wholeSum
      case .lastValue: .lastValue
      case .histogram(let boundaries, _):
        .histogram(BucketSearch(boundaries), isFloatingPoint: isFloatingPoint)
      case .exponentialHistogram(let size, let scale, _):
        .exponential(.init(maximumSize: size, maximumScale: scale), isFloatingPoint: isFloatingPoint)
      }
  }

  /// How many bytes a cell takes.
  var stride: Int {
    switch self {
    case .wholeSum, .floatingSum: MemoryLayout<SumCell>.stride
    case .lastValue: MemoryLayout<LastValueCell>.stride
    case .histogram(let search, _): HistogramCell.stride(bucketCount: search.bucketCount)
    case .exponential: MemoryLayout<ExponentialCell>.stride
    }
  }

  /// Whether all threads write to the same cell.
  var isShared: Bool {
    switch self {
    case .lastValue: true
    case .wholeSum, .floatingSum, .histogram, .exponential: false
    }
  }

  /// Adds a measurement to a cell of this kind.
  @inline(__always)
  func add(_ bits: UInt64, to cell: UnsafeMutableRawPointer) {
    switch self {
    case .wholeSum:
      unsafe cell.assumingMemoryBound(to: SumCell.self).pointee.addWhole(bits)
    case .floatingSum:
      unsafe cell.assumingMemoryBound(to: SumCell.self).pointee.addFloating(bits)
    case .lastValue:
      unsafe cell.assumingMemoryBound(to: LastValueCell.self).pointee.set(bits)
    case .histogram(let search, let isFloatingPoint):
      let value = Self.double(bits, isFloatingPoint)
      unsafe HistogramCell.record(value, bucket: search.bucket(of: value), at: cell)
    case .exponential(let shape, let isFloatingPoint):
      unsafe cell.assumingMemoryBound(to: ExponentialCell.self).pointee
        .record(Self.double(bits, isFloatingPoint), shape)
    }
  }

  @inline(__always)
  private static func double(_ bits: UInt64, _ isFloatingPoint: Bool) -> Double {
    isFloatingPoint ? Double(bitPattern: bits) : Double(Int64(bitPattern: bits))
  }
}
