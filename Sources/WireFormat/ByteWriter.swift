/// Growing memory that protobuf is written into and that is sent as it is.
///
/// Every method appends. What a nested message needs to know of its own length is filled in afterwards: its
/// bytes move only when the length takes more or fewer digits than was expected.
@safe @usableFromInline package struct ByteWriter: ~Copyable, Sendable {
  /// How many bytes are written.
  @usableFromInline package internal(set) var count = 0
  /// Owned by this value alone, which cannot be copied.
  @usableFromInline nonisolated(unsafe) var base: UnsafeMutableRawPointer
  @usableFromInline var capacity: Int
  /// Whether the memory at `base` is somebody else's.
  private var isBorrowed = false

  /// Room for `capacity` bytes, at least 64; more is found when it is needed.
  package init(capacity: Int) {
    self.capacity = max(capacity, 64)
    unsafe base = .allocate(byteCount: self.capacity, alignment: 8)
  }

  /// Writes into `memory`, and into memory of its own when more is needed. The lender keeps `memory` until this value is
  /// gone.
  package init(borrowing memory: UnsafeMutableRawBufferPointer) {
    capacity = unsafe memory.baseAddress == nil ? 64 : memory.count
    isBorrowed = unsafe memory.baseAddress != nil
    unsafe base = memory.baseAddress ?? .allocate(byteCount: 64, alignment: 8)
  }

  deinit {
    if !isBorrowed { unsafe base.deallocate() }
  }

  /// Ends the writing; the memory lives on in the chunk, and no more than a third beyond that was never used.
  package consuming func seal() -> Chunk {
    if isBorrowed || (capacity > 256 && count < capacity / 4 &* 3) { moveToMemory(of: max(count, 1)) }
    let chunk = unsafe Chunk(owning: base, count: count)
    discard self
    return chunk
  }

  // MARK: Wire types

  /// A tag, or anything else that is one byte.
  @inlinable @inline(__always)
  package mutating func byte(_ value: UInt8) {
    reserve(1)
    unsafe base.storeBytes(of: value, toByteOffset: count, as: UInt8.self)
    count &+= 1
  }

  /// A number in as many bytes as it has groups of seven bits.
  @inlinable @inline(__always)
  package mutating func varint(_ value: UInt64) {
    reserve(10)
    count &+= unsafe Self.writeVarint(value, to: base + count)
  }

  /// A tag of one byte and a number of eight.
  @inlinable @inline(__always)
  package mutating func fixed64(_ tag: UInt8, _ value: UInt64) {
    reserve(9)
    unsafe base.storeBytes(of: tag, toByteOffset: count, as: UInt8.self)
    unsafe base.storeBytes(of: value.littleEndian, toByteOffset: count &+ 1, as: UInt64.self)
    count &+= 9
  }

  /// A double, even when it is zero.
  @inlinable @inline(__always)
  package mutating func double(_ tag: UInt8, _ value: Double) {
    fixed64(tag, value.bitPattern)
  }

  /// A number in variable width, left out when it is zero (W-02).
  @inlinable @inline(__always)
  package mutating func nonZero(_ tag: UInt8, _ value: UInt64) {
    guard value != 0 else { return }
    byte(tag)
    varint(value)
  }

  /// Text, even when it is empty.
  @inlinable @inline(__always)
  package mutating func string(_ tag: UInt8, _ value: String) {
    let length = value.utf8.count
    reserve(length &+ 11)
    unsafe base.storeBytes(of: tag, toByteOffset: count, as: UInt8.self)
    count &+= 1
    count &+= unsafe Self.writeVarint(UInt64(length), to: base + count)
    let isCopied: Void? = unsafe value.utf8.withContiguousStorageIfAvailable { bytes in
      if let start = bytes.baseAddress { unsafe (base + count).copyMemory(from: start, byteCount: length) }
    }
    if isCopied == nil {
      let target = unsafe UnsafeMutableRawBufferPointer(start: base + count, count: length)
      unsafe target.copyBytes(from: value.utf8)
    }
    count &+= length
  }

  /// Text, left out when it is empty.
  @inlinable @inline(__always)
  package mutating func nonEmpty(_ tag: UInt8, _ value: String) {
    if !value.isEmpty { string(tag, value) }
  }

  /// Bytes with their length.
  package mutating func bytes(_ tag: UInt8, _ value: [UInt8]) {
    byte(tag)
    varint(UInt64(value.count))
    raw(value)
  }

  /// Bytes as they are, encoded earlier.
  package mutating func raw(_ value: [UInt8]) {
    reserve(value.count)
    unsafe value.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress {
        unsafe (base + count).copyMemory(from: start, byteCount: bytes.count)
      }
    }
    count &+= value.count
  }

  /// Bytes as they are, copied from where they stand.
  @inlinable @inline(__always)
  package mutating func raw(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    reserve(bytes.count)
    unsafe (base + count).copyMemory(from: start, byteCount: bytes.count)
    count &+= bytes.count
  }

  /// Lends room for `most` bytes behind what is written, and takes in as many as `body` says it wrote.
  @inlinable @inline(__always)
  package mutating func append(atMost most: Int, _ body: (UnsafeMutableRawPointer) -> Int) {
    reserve(most)
    let written = unsafe body(base + count)
    precondition(written >= 0 && written <= most)
    count &+= written
  }

  /// Replaces a byte that was written before.
  @inlinable @inline(__always)
  package mutating func replace(at offset: Int, with value: UInt8) {
    precondition(offset >= 0 && offset < count)
    unsafe base.storeBytes(of: value, toByteOffset: offset, as: UInt8.self)
  }

  /// Lends what has been written so far.
  @inlinable @inline(__always)
  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    unsafe body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// What `other` has written, as it is.
  @inlinable @inline(__always)
  package mutating func raw(_ other: borrowing ByteWriter) {
    reserve(other.count)
    unsafe (base + count).copyMemory(from: other.base, byteCount: other.count)
    count &+= other.count
  }

  /// A tag of one byte, the length of what follows, and `values` in eight bytes each; nothing for no values.
  package mutating func packed(_ tag: UInt8, _ values: some Collection<UInt64>) {
    guard !values.isEmpty else { return }
    byte(tag)
    varint(UInt64(values.count &* 8))
    reserve(values.count &* 8)
    for value in values {
      unsafe base.storeBytes(of: value.littleEndian, toByteOffset: count, as: UInt64.self)
      count &+= 8
    }
  }

  /// Forgets everything written after the first `count` bytes.
  @inlinable package mutating func truncate(to count: Int) {
    self.count = min(count, self.count)
  }

  // MARK: Memory

  /// Gives memory back if there is room for more than twice what is written, and for more than `least` bytes.
  package mutating func releaseSpareMemory(above least: Int) {
    let needed = max(count, least)
    if !isBorrowed, capacity > needed &* 2 { moveToMemory(of: needed) }
  }

  @inlinable @inline(__always)
  mutating func reserve(_ more: Int) {
    if count &+ more > capacity { grow(more) }
  }

  @usableFromInline @inline(never)
  mutating func grow(_ more: Int) {
    moveToMemory(of: max(capacity &* 2, count &+ more))
  }

  private mutating func moveToMemory(of capacity: Int) {
    let new = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
    unsafe new.copyMemory(from: base, byteCount: count)
    if !isBorrowed { unsafe base.deallocate() }
    isBorrowed = false
    unsafe base = new
    self.capacity = capacity
  }

  /// How many bytes `value` takes as a varint.
  @inlinable @inline(__always)
  package static func varintWidth(_ value: UInt64) -> Int {
    // Seven bits a byte, and one byte for zero.
    (70 &- (value | 1).leadingZeroBitCount) / 7
  }

  @inlinable @inline(__always)
  package static func writeVarint(_ value: UInt64, to target: UnsafeMutableRawPointer) -> Int {
    var rest = value
    var index = 0
    while rest >= 0x80 {
      unsafe target.storeBytes(
        of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: index, as: UInt8.self)
      rest >>= 7
      index &+= 1
    }
    unsafe target.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: index, as: UInt8.self)
    return index &+ 1
  }
}
