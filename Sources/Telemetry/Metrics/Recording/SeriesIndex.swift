import Synchronization

/// Finds the row of a fingerprint without a lock, while rows are added and removed.
///
/// An open-addressed table whose entries are one word each: the upper half of the fingerprint and the row. Whoever adds
/// or removes holds the storage's lock. A table that has become too small is replaced; the old one lives on until
/// nobody can be reading it. Who misses a row that is there asks again under the lock.
@safe final class SeriesIndex: Sendable {
  /// A table that was replaced; freed with this object.
  @safe final class Retired: Sendable {
    private nonisolated(unsafe) let words: UnsafeMutablePointer<Atomic<UInt64>>

    fileprivate init(words: UnsafeMutablePointer<Atomic<UInt64>>) {
      unsafe self.words = words
    }

    deinit { unsafe words.deallocate() }
  }

  private static let removed: UInt64 = 0xFFFF_FFFF
  /// The table: one word that holds the mask, then the entries.
  private let table: Atomic<UInt>
  private let rows: SeriesRows

  init(rows: SeriesRows) {
    self.rows = rows
    table = Atomic(UInt(bitPattern: unsafe Self.makeTable(capacity: 16)))
  }

  deinit {
    unsafe words.deallocate()
  }

  @inline(__always)
  var words: UnsafeMutablePointer<Atomic<UInt64>> {
    // Never nil: a table is made with the index.
    unsafe UnsafeMutablePointer(bitPattern: table.load(ordering: .acquiring)).unsafelyUnwrapped
  }

  /// The row of `fingerprint`; nil when there is none, or none yet.
  @inline(__always)
  func find(_ fingerprint: AttributeFingerprint) -> Int? {
    unsafe find(fingerprint, in: words)
  }

  /// The same in a table that may have been replaced meanwhile.
  @inline(__always)
  func find(_ fingerprint: AttributeFingerprint, in words: UnsafeMutablePointer<Atomic<UInt64>>) -> Int? {
    let mask = unsafe Int(truncatingIfNeeded: words[0].load(ordering: .relaxed))
    var place = Int(truncatingIfNeeded: fingerprint.high) & mask
    while true {
      let entry = unsafe words[place &+ 1].load(ordering: .acquiring)
      if entry == 0 { return nil }
      let row = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1
      if entry >> 32 == fingerprint.high >> 32, entry & 0xFFFF_FFFF != Self.removed,
        rows.row(row, is: fingerprint)
      {
        return row
      }
      place = (place &+ 1) & mask
    }
  }

  // MARK: Under the lock

  /// Adds `row`, one of `rowCount` that may come and go before anything is freed.
  func insert(
    _ row: Int,
    of rowCount: Int,
    _ fingerprint: AttributeFingerprint,
    occupancy: inout Occupancy
  ) -> Retired? {
    var retired: Retired?
    let capacity = unsafe Int(words[0].load(ordering: .relaxed)) + 1
    if (occupancy.used + 1) * 2 > capacity {
      // A third to spare: a table that is full again at once would be replaced again and again.
      retired = replaceTable(capacity: (rowCount * 3 / 2 + 8).nextPowerOf2 * 2)
      occupancy.used = occupancy.live
    }
    let isNewWord = unsafe Self.place(row, fingerprint, in: words)
    occupancy.live += 1
    if isNewWord { occupancy.used += 1 }
    return retired
  }

  /// How full the table is.
  struct Occupancy {
    /// Rows that can be found.
    fileprivate(set) var live = 0
    /// Words that are not empty, those of removed rows included.
    fileprivate(set) var used = 0
  }

  /// Lets `row` be found no more.
  func remove(_ row: Int, _ fingerprint: AttributeFingerprint, occupancy: inout Occupancy) {
    let words = unsafe words
    let mask = unsafe Int(words[0].load(ordering: .relaxed))
    let sought = Self.entry(row, fingerprint)
    var place = Int(truncatingIfNeeded: fingerprint.high) & mask
    while true {
      let entry = unsafe words[place + 1].load(ordering: .relaxed)
      if entry == 0 { return }
      if entry == sought {
        unsafe words[place + 1].store(Self.removed, ordering: .relaxed)
        occupancy.live -= 1
        return
      }
      place = (place + 1) & mask
    }
  }

  private func replaceTable(capacity: Int) -> Retired {
    let old = unsafe words
    let new = unsafe Self.makeTable(capacity: capacity)
    let mask = unsafe Int(old[0].load(ordering: .relaxed))
    for place in 0...mask {
      let entry = unsafe old[place + 1].load(ordering: .relaxed)
      guard entry != 0, entry & 0xFFFF_FFFF != Self.removed else { continue }
      let row = Int(entry & 0xFFFF_FFFF) - 1
      _ = unsafe Self.place(row, rows.fingerprint(of: row), in: new)
    }
    table.store(UInt(bitPattern: new), ordering: .releasing)
    return unsafe Retired(words: old)
  }

  /// Writes to the first word that is empty, or that of a removed row; whether it was empty.
  ///
  /// A series that ends and comes back takes its word again, or else tables would be replaced, and kept until the next
  /// collection, as often as that happens. Whoever looks for the old row at that moment misses it or finds it condemned.
  private static func place(
    _ row: Int,
    _ fingerprint: AttributeFingerprint,
    in words: UnsafeMutablePointer<Atomic<UInt64>>
  ) -> Bool {
    let mask = unsafe Int(words[0].load(ordering: .relaxed))
    var place = Int(truncatingIfNeeded: fingerprint.high) & mask
    while true {
      let word = unsafe words[place + 1].load(ordering: .relaxed)
      if word == 0 || word == removed {
        unsafe words[place + 1].store(entry(row, fingerprint), ordering: .releasing)
        return word == 0
      }
      place = (place + 1) & mask
    }
  }

  private static func entry(_ row: Int, _ fingerprint: AttributeFingerprint) -> UInt64 {
    (fingerprint.high >> 32) << 32 | UInt64(row + 1)
  }

  private static func makeTable(capacity: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    let words = UnsafeMutablePointer<Atomic<UInt64>>.allocate(capacity: capacity + 1)
    unsafe words.initialize(to: Atomic(UInt64(capacity - 1)))
    for place in 1...capacity { unsafe (words + place).initialize(to: Atomic(0)) }
    return unsafe words
  }
}

extension Int {
  /// The smallest power of two that is not below this number.
  fileprivate var nextPowerOf2: Int {
    self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount)
  }
}
