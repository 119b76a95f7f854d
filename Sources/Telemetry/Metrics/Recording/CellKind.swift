/// What a stream keeps of each series while it records.
///
/// The kind is a plain number beside what the kinds need, not an enumeration with payloads: taking those out would count
/// references on every measurement.
struct CellKind: Sendable {
  private enum Form: UInt8 {
    case wholeSum
    case floatingSum
    case lastValue
    case histogram
    case exponential
  }

  private let form: Form
  private let isFloatingPoint: Bool
  private let search: BucketSearch
  private let shape: ExponentialCell.Shape

  init(_ aggregation: ResolvedAggregation, isFloatingPoint: Bool) {
    self.isFloatingPoint = isFloatingPoint
    var boundaries = Boundaries.standard
    var shape = ExponentialCell.Shape(maximumSize: 2, maximumScale: 0)
    switch aggregation {
    case .sum: form = isFloatingPoint ? .floatingSum : .wholeSum
    case .lastValue: form = .lastValue
    case .histogram(let chosen, _): (form, boundaries) = (.histogram, chosen)
    case .exponentialHistogram(let size, let scale, _):
      form = .exponential
      shape = .init(maximumSize: size, maximumScale: scale)
    }
    search = BucketSearch(boundaries)
    self.shape = shape
  }

  /// How many bytes a cell takes.
  var stride: Int {
    switch form {
    case .wholeSum, .floatingSum: MemoryLayout<SumCell>.stride
    case .lastValue: MemoryLayout<LastValueCell>.stride
    case .histogram: HistogramCell.stride(bucketCount: search.bucketCount)
    case .exponential: MemoryLayout<ExponentialCell>.stride
    }
  }

  /// Whether all threads write to the same cell.
  @inline(__always)
  var isShared: Bool { form == .lastValue }

  /// Whether ``BoundPath`` can write to a cell.
  var hasShortWay: Bool {
    switch form {
    case .wholeSum, .floatingSum: true
    case .histogram: search.isShort
    case .lastValue, .exponential: false
    }
  }

  /// Where to look for a value's bucket.
  var blocks: BucketSearch.Blocks { search.blocks }

  /// Whether cells own memory.
  var ownsMemory: Bool { form == .exponential }

  /// Adds a measurement to a cell of this kind.
  @inline(__always)
  func add(_ bits: UInt64, to cell: UnsafeMutableRawPointer) {
    switch form {
    case .wholeSum:
      unsafe cell.assumingMemoryBound(to: SumCell.self).pointee.addWhole(bits)
    case .floatingSum:
      unsafe cell.assumingMemoryBound(to: SumCell.self).pointee.addFloating(bits)
    case .lastValue, .histogram, .exponential:
      // Elsewhere, so that what sums need stays small enough to be inlined.
      unsafe addOther(bits, cell)
    }
  }

  @inline(never)
  private func addOther(_ bits: UInt64, _ cell: UnsafeMutableRawPointer) {
    switch form {
    case .wholeSum, .floatingSum: break
    case .lastValue:
      unsafe cell.assumingMemoryBound(to: LastValueCell.self).pointee.set(bits)
    case .histogram:
      let value = double(bits)
      unsafe HistogramCell.record(value, bucket: search.bucket(of: value), at: cell)
    case .exponential:
      unsafe cell.assumingMemoryBound(to: ExponentialCell.self).pointee.record(double(bits), shape)
    }
  }

  @inline(__always)
  private func double(_ bits: UInt64) -> Double {
    isFloatingPoint ? Double(bitPattern: bits) : Double(Int64(bitPattern: bits))
  }
}
