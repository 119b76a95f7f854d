import WireFormat

extension AttributeSet {
  /// How many attributes are put in order without an array.
  private static var maximumCompactCount: Int { 16 }

  /// The set of attributes whose texts all lie inside their `String`s, made without a look outside; nil for others, for
  /// many, and where a key is empty or repeated.
  static func compact(_ entries: UnsafeBufferPointer<(String, AttributeValue)>) -> AttributeSet? {
    let count = entries.count
    guard count > 0, count <= maximumCompactCount, AttributeLayout.isKnown else { return nil }
    return unsafe withUnsafeTemporaryAllocation(of: AttributeLayout.self, capacity: count) { sorted in
      for index in 0..<count {
        guard let base = entries.baseAddress else { return nil }
        let layout = unsafe AttributeLayout(UnsafeRawPointer(base + index))
        guard let key = layout.key, key.count > 0 else { return nil }
        var place = index
        while place > 0, unsafe key.isBefore(sorted[place &- 1].key) {
          unsafe sorted.initializeElement(at: place, to: sorted[place &- 1])
          place &-= 1
        }
        if place > 0, unsafe sorted[place &- 1].key == key { return nil }
        unsafe sorted.initializeElement(at: place, to: layout)
      }
      let fingerprint = unsafe entries.fingerprint(.process)
      return unsafe write(UnsafeBufferPointer(sorted), fingerprint)
    }
  }

  /// Written where there is room enough first: a set takes no more memory than it needs.
  private static func write(
    _ sorted: UnsafeBufferPointer<AttributeLayout>, _ fingerprint: AttributeFingerprint
  ) -> AttributeSet? {
    unsafe withUnsafeTemporaryAllocation(byteCount: sorted.count &* 40 &+ 64, alignment: 8) { memory in
      var writer = unsafe ByteWriter(borrowing: memory)
      for index in 0..<sorted.count {
        let layout = unsafe sorted[index]
        guard let key = layout.key, writer.keyValue(wireTag, key, layout) else { return nil }
      }
      return AttributeSet(writer, count: sorted.count, fingerprint)
    }
  }

  /// The set of `count` entries that are written, in order and with different keys.
  init(_ written: borrowing ByteWriter, count: Int, _ fingerprint: AttributeFingerprint) {
    let header = Header(
      fingerprint: fingerprint, count: Int32(clamping: count), byteCount: Int32(clamping: written.count))
    let storage = Storage.create(minimumCapacity: written.count) { _ in header }
    unsafe written.withBytes { written in
      unsafe storage.withUnsafeMutablePointerToElements { target in
        unsafe UnsafeMutableRawBufferPointer(start: target, count: written.count).copyMemory(from: written)
      }
    }
    self.init(storage: storage)
  }
}

extension AttributeLayout.Text {
  /// Whether it comes before `other` when bytes are compared; after nothing.
  @inline(__always)
  fileprivate func isBefore(_ other: AttributeLayout.Text?) -> Bool {
    guard let other else { return false }
    let bytes = low.byteSwapped
    let others = other.low.byteSwapped
    // Bytes that are not there are zero, and how many there are stands behind them.
    return bytes != others ? bytes < others : high.byteSwapped < other.high.byteSwapped
  }
}
