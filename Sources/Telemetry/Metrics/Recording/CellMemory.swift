import Synchronization

/// The memory measurements are added to: for each thread, page of ``CollectionPhase`` and row one cell.
///
/// A thread's cells lie beside each other and away from every other thread's, so that adding takes neither a locked
/// instruction nor a line of memory that another processor has. Memory is given out as it is needed, all zero.
@safe final class CellMemory: Sendable {
  /// In place of a thread's number: the cells that are written under a lock, or by all threads at once.
  static let shared = ThreadSlot.maximumCount

  /// How many bytes a cell takes, a multiple of 8.
  let stride: Int
  /// For each thread the table of its pages: those of page 0, then those of page 1.
  private let threads = PointerTable(count: ThreadSlot.maximumCount + 1)

  init(stride: Int) {
    self.stride = stride
  }

  deinit {
    for thread in 0..<threads.count {
      guard let pages = unsafe pages(of: thread) else { continue }
      for index in 0..<2 * PagePlace.maximumPages { unsafe Self.load(pages, index)?.deallocate() }
      unsafe pages.deallocate()
    }
    threads.deallocate()
  }

  /// Where the pages of each thread stand; good as long as the memory is.
  @safe struct Directory: Sendable {
    fileprivate let threads: PointerTable

    /// The cells of a page; nil when it is not made yet.
    @inline(__always)
    func page(_ page: Int, of thread: Int, phase: Int) -> UnsafeMutableRawPointer? {
      guard let pages = unsafe threads.load(thread) else { return nil }
      return unsafe CellMemory.load(
        pages.assumingMemoryBound(to: Atomic<UInt>.self), phase &* PagePlace.maximumPages &+ page)
    }
  }

  var directory: Directory { Directory(threads: threads) }

  private typealias Pages = UnsafeMutablePointer<Atomic<UInt>>

  @inline(__always)
  private func pages(of thread: Int) -> Pages? {
    unsafe threads.load(thread)?.assumingMemoryBound(to: Atomic<UInt>.self)
  }

  @inline(__always)
  private static func load(_ pages: Pages, _ index: Int) -> UnsafeMutableRawPointer? {
    unsafe UnsafeMutableRawPointer(bitPattern: pages[index].load(ordering: .acquiring))
  }

  /// The cell of `place` for `thread`, made when it is not there.
  ///
  /// For the thread itself, or for ``shared`` under the lock.
  @inline(__always)
  func cell(at place: PagePlace, of thread: Int, phase: Int) -> UnsafeMutableRawPointer {
    unsafe cell(at: place.offset &* stride, onPage: place.page, of: thread, phase: phase)
  }

  /// The same for whoever knows how many bytes into the page the cell begins.
  @inline(__always)
  func cell(at offset: Int, onPage page: Int, of thread: Int, phase: Int) -> UnsafeMutableRawPointer {
    let index = phase &* PagePlace.maximumPages &+ page
    if let pages = unsafe pages(of: thread), let page = unsafe Self.load(pages, index) {
      return unsafe page + offset
    }
    return unsafe makePage(page, index, of: thread) + offset
  }

  /// The cell of `place`, unless nothing was ever recorded there.
  func cellIfMade(at place: PagePlace, of thread: Int, phase: Int) -> UnsafeMutableRawPointer? {
    guard let pages = unsafe pages(of: thread) else { return nil }
    guard let page = unsafe Self.load(pages, phase &* PagePlace.maximumPages &+ place.page) else {
      return nil
    }
    return unsafe page + place.offset &* stride
  }

  @inline(never)
  private func makePage(_ page: Int, _ index: Int, of thread: Int) -> UnsafeMutableRawPointer {
    let pages = unsafe pages(of: thread) ?? makePages(of: thread)
    let size = byteCount(ofPage: page).rounded(upTo: 64)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    unsafe pages[index].store(UInt(bitPattern: memory), ordering: .releasing)
    return unsafe memory
  }

  private func makePages(of thread: Int) -> Pages {
    let pages = Pages.allocate(capacity: 2 * PagePlace.maximumPages)
    for index in 0..<2 * PagePlace.maximumPages { unsafe (pages + index).initialize(to: Atomic(0)) }
    unsafe threads.store(UnsafeMutableRawPointer(pages), at: thread)
    return unsafe pages
  }

  /// Makes the cell that all threads write to; under the lock.
  func makeSharedCell(at place: PagePlace) {
    _ = unsafe cell(at: place, of: Self.shared, phase: 0)
  }

  /// Shows every cell there is, at the end.
  func forEachCell(_ body: (UnsafeMutableRawPointer) -> Void) {
    for thread in 0..<threads.count {
      for phase in 0...1 {
        unsafe forEachRun(of: thread, phase: phase, rowCount: .max) { _, cells, count in
          for cell in 0..<count { unsafe body(cells + cell * stride) }
        }
      }
    }
  }

  private func byteCount(ofPage page: Int) -> Int { PagePlace.capacity(ofPage: page) * stride }

  /// Shows the cells of `thread` that stand on a page nobody writes to: the first row of each run, and its cells.
  func forEachRun(
    of thread: Int,
    phase: Int,
    rowCount: Int,
    _ body: (_ firstRow: Int, _ cells: UnsafeMutableRawPointer, _ count: Int) -> Void
  ) {
    guard let pages = unsafe pages(of: thread) else { return }
    for page in 0..<PagePlace.maximumPages {
      let first = PagePlace.firstRow(ofPage: page)
      guard first < rowCount else { return }
      guard let cells = unsafe Self.load(pages, phase * PagePlace.maximumPages + page) else { continue }
      unsafe body(first, cells, min(PagePlace.capacity(ofPage: page), rowCount - first))
    }
  }

  /// How many threads may have cells.
  var threadCount: Int { threads.count }
}
