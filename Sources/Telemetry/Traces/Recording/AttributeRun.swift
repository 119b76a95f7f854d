import WireFormat

/// The attributes of one span, event or link among what is written: which there are, and how many did not fit.
struct AttributeRun {
  /// The tag of each; what has another tag belongs to something else.
  let tag: UInt8
  /// Behind which place they stand.
  let start: Int
  private(set) var count: UInt32 = 0
  private(set) var dropped: UInt32 = 0
  private var keys = KeyFilter()

  init(tag: UInt8, start: Int) {
    self.tag = tag
    self.start = start
  }

  /// What becomes of the attribute at the end of `bytes`, which begins at `place`: of a repeated key the last value counts
  /// and a new key beyond the limit is discarded and counted.
  @inline(__always)
  mutating func settle(_ place: Int, _ key: AttributeLayout.Text, in bytes: inout ByteWriter, limit: UInt32) {
    let mayBeKnown = keys.admit(key.low, key.high & 0x00FF_FFFF_FFFF_FFFF, count: key.count)
    if mayBeKnown || count >= limit { return settle(place, mayBeKnown, in: &bytes, limit) }
    count &+= 1
  }

  /// Whether a set can be written as it is, as the first that is there; its keys are different already.
  mutating func takes(_ set: AttributeSet, limit: UInt32) -> Bool {
    guard count == 0, set.count <= limit else { return false }
    count = UInt32(truncatingIfNeeded: set.count)
    if count > 0 { keys = .unknown }
    return true
  }

  /// The same for a key that is only to be found among the bytes.
  @inline(never)
  mutating func settle(_ place: Int, in bytes: inout ByteWriter, limit: UInt32) {
    let mayBeKnown = unsafe bytes.withBytes { unsafe keys.admit($0.key(ofEntryAt: place)) }
    settle(place, mayBeKnown, in: &bytes, limit)
  }

  @inline(never)
  private mutating func settle(_ place: Int, _ mayBeKnown: Bool, in bytes: inout ByteWriter, _ limit: UInt32)
  {
    if mayBeKnown, let old = find(place, in: bytes) { return bytes.remove(old) }
    if count < limit {
      count &+= 1
    } else {
      bytes.truncate(to: place)
      dropped &+= 1
    }
  }

  /// Where the attribute with the key of the one at `place` stands before it.
  @inline(never)
  private func find(_ place: Int, in bytes: borrowing ByteWriter) -> Range<Int>? {
    unsafe bytes.withBytes { bytes in
      let key = unsafe bytes.key(ofEntryAt: place)
      var offset = start
      while offset < place {
        let end = unsafe AttributeReader(bytes, at: offset).endOfEntry()
        if unsafe bytes[offset] == tag, unsafe bytes.key(ofEntryAt: offset).equals(key) {
          return offset..<end
        }
        offset = end
      }
      return nil
    }
  }
}

extension ByteWriter {
  /// Adds one attribute to `run`; an empty key is dropped.
  @inline(__always)
  mutating func attribute(
    _ key: String,
    _ value: AttributeValue,
    of run: inout AttributeRun,
    _ limits: RecordingLimits,
    limit: UInt32
  ) {
    if limits.readsLayout, attribute(AttributeLayout(key, value), of: &run, limit: limit) { return }
    spelledOut(key, value, of: &run, limits, limit)
  }

  /// Adds one attribute from where it lies; false, with nothing done, for one with parts elsewhere.
  @inline(__always)
  private mutating func attribute(
    _ layout: AttributeLayout, of run: inout AttributeRun, limit: UInt32
  ) -> Bool {
    guard let key = layout.key else { return false }
    if key.count == 0 { return true }
    let place = count
    guard keyValue(run.tag, key, layout) else { return false }
    run.settle(place, key, in: &self, limit: limit)
    return true
  }

  @inline(never)
  private mutating func spelledOut(
    _ key: String,
    _ value: AttributeValue,
    of run: inout AttributeRun,
    _ limits: borrowing RecordingLimits,
    _ limit: UInt32
  ) {
    guard !key.isEmpty else { return }
    let place = count
    keyValue(run.tag, key, limits.values?.limited(value) ?? value)
    run.settle(place, in: &self, limit: limit)
  }

  /// Adds those of a literal.
  @inline(__always)
  mutating func attributes(
    _ literal: UnsafeBufferPointer<(String, AttributeValue)>,
    of run: inout AttributeRun,
    _ limits: RecordingLimits,
    limit: UInt32
  ) {
    guard let start = literal.baseAddress else { return }
    for index in 0..<literal.count {
      let place = unsafe UnsafeRawPointer(start + index)
      if limits.readsLayout, unsafe attribute(AttributeLayout(place), of: &run, limit: limit) { continue }
      unsafe spelledOut(literal[index].0, literal[index].1, of: &run, limits, limit)
    }
  }

  /// Adds those of a set, whose bytes are copied where no limit looks into them.
  mutating func attributes(
    _ set: AttributeSet, of run: inout AttributeRun, _ limits: RecordingLimits, limit: UInt32
  ) {
    guard limits.values == nil else {
      for entry in set { attribute(entry.key, entry.value, of: &run, limits, limit: limit) }
      return
    }
    if run.takes(set, limit: limit) {
      let place = count
      unsafe set.withWireForm { unsafe raw($0) }
      return replaceTags(from: place, with: run.tag)
    }
    unsafe set.withWireForm { entries in
      var offset = 0
      while offset < entries.count {
        let end = unsafe AttributeReader(entries, at: offset).endOfEntry()
        let place = count
        unsafe raw(UnsafeRawBufferPointer(rebasing: entries[offset..<end]))
        replace(at: place, with: run.tag)
        run.settle(place, in: &self, limit: limit)
        offset = end
      }
    }
  }
}

extension UnsafeRawBufferPointer {
  /// The key of the `KeyValue` whose tag stands at `place`.
  @inline(__always)
  fileprivate func key(ofEntryAt place: Int) -> UnsafeRawBufferPointer {
    var offset = place &+ 1
    while unsafe self[offset] >= 0x80 { offset &+= 1 }
    // Behind the length, and behind the tag of the key.
    offset &+= 2
    var length = 0
    var shift = 0
    while unsafe self[offset] >= 0x80 {
      length |= unsafe Int(self[offset] & 0x7F) << shift
      shift &+= 7
      offset &+= 1
    }
    length |= unsafe Int(self[offset]) << shift
    return unsafe UnsafeRawBufferPointer(rebasing: self[(offset &+ 1)..<(offset &+ 1 &+ length)])
  }

  fileprivate func equals(_ other: UnsafeRawBufferPointer) -> Bool {
    unsafe count == other.count && elementsEqual(other)
  }
}
