import Synchronization

/// What was added to a series by one thread since the page was turned.
struct SumCell {
  /// The sum, as an `Int64` or a `Double`.
  var bits: UInt64
  /// How many additions that were.
  var updates: UInt64

  @inline(__always)
  mutating func addWhole(_ amount: UInt64) {
    bits &+= amount
    updates &+= 1
  }

  @inline(__always)
  mutating func addFloating(_ amount: UInt64) {
    bits = (Double(bitPattern: bits) + Double(bitPattern: amount)).bitPattern
    updates &+= 1
  }
}

/// The last value of a series, of whichever thread wrote last; written by all of them.
struct LastValueCell: ~Copyable {
  let bits: Atomic<UInt64>
  let updates: Atomic<UInt64>

  @inline(__always)
  borrowing func set(_ value: UInt64) {
    bits.store(value, ordering: .relaxed)
    updates.store(1, ordering: .releasing)
  }

  /// The value, if one was set since the last time.
  borrowing func take() -> UInt64? {
    updates.exchange(0, ordering: .acquiring) == 0 ? nil : bits.load(ordering: .relaxed)
  }
}
