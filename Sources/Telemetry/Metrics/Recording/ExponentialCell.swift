/// What one thread recorded of a distribution over growing buckets; all zero until it records.
///
/// How many buckets it needs shows only as it records, so they stand in memory of their own.
@safe struct ExponentialCell {
  /// How fine the buckets may be.
  struct Shape: Hashable, Sendable {
    let maximumSize: Int
    let maximumScale: Int
  }

  private var histogram: UnsafeMutablePointer<ExponentialHistogram>?

  mutating func record(_ value: Double, _ shape: Shape) {
    if let known = unsafe histogram { return unsafe known.pointee.record(value) }
    let new = UnsafeMutablePointer<ExponentialHistogram>.allocate(capacity: 1)
    unsafe new.initialize(
      to: ExponentialHistogram(maximumSize: shape.maximumSize, maximumScale: shape.maximumScale))
    unsafe new.pointee.record(value)
    unsafe histogram = new
  }

  /// Adds what was recorded to `total` and forgets it; false when there was nothing.
  mutating func drain(into total: (borrowing ExponentialHistogram) -> Void) -> Bool {
    guard let known = unsafe histogram, unsafe known.pointee.count > 0 else { return false }
    unsafe total(known.pointee)
    unsafe known.pointee.reset()
    return true
  }

  mutating func deallocate() {
    guard let known = unsafe histogram else { return }
    unsafe known.deinitialize(count: 1)
    unsafe known.deallocate()
    unsafe histogram = nil
  }
}
