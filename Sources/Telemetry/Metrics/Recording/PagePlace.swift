import Synchronization

/// Where a row stands in memory that grows by pages twice as large as the one before, and never moves.
struct PagePlace {
  /// More rows than a limit can ask for: 8 × (2^24 - 1).
  static let maximumPages = 24
  private static let firstPageShift = 3

  let page: Int
  let offset: Int

  @inline(__always)
  init(_ row: Int) {
    let shifted = row &+ (1 << Self.firstPageShift)
    page = Int.bitWidth &- 1 &- shifted.leadingZeroBitCount &- Self.firstPageShift
    offset = shifted &- (1 << (page &+ Self.firstPageShift))
  }

  /// How many rows a page holds.
  @inline(__always)
  static func capacity(ofPage page: Int) -> Int { 1 << (page &+ firstPageShift) }

  /// The row that a page begins with.
  static func firstRow(ofPage page: Int) -> Int { (1 << (page &+ firstPageShift)) &- (1 << firstPageShift) }
}

/// A fixed number of pointers that are set once and can be read by any thread.
@safe struct PointerTable: Sendable {
  private nonisolated(unsafe) let words: UnsafeMutablePointer<Atomic<UInt>>
  let count: Int

  /// All empty. The memory is the owner's to give back, with ``deallocate()``.
  init(count: Int) {
    self.count = count
    unsafe words = .allocate(capacity: count)
    for index in 0..<count { unsafe (words + index).initialize(to: Atomic(0)) }
  }

  @inline(__always)
  func load(_ index: Int) -> UnsafeMutableRawPointer? {
    unsafe UnsafeMutableRawPointer(bitPattern: words[index].load(ordering: .acquiring))
  }

  func store(_ pointer: UnsafeMutableRawPointer?, at index: Int) {
    unsafe words[index].store(UInt(bitPattern: pointer), ordering: .releasing)
  }

  func deallocate() {
    unsafe words.deallocate()
  }
}
