import Synchronization

/// What recorders and collectors know of a series besides its numbers.
struct SeriesRow {
  /// The same as the set's, here to be near.
  let fingerprint: AttributeFingerprint
  /// Empty for a row that only leads to another.
  let attributes: AttributeSet
  /// When the first measurement was made.
  let start: Timestamp
  /// The row whose cells are written: its own, or that of the set a view makes of these attributes.
  let target: Int
}

/// The rows of a stream, in pages that never move.
///
/// A row is written under the storage's lock before the index tells of it, and taken away when nobody can have found
/// it; in between nothing about it changes.
@safe final class SeriesRows: Sendable {
  private let pages = PointerTable(count: PagePlace.maximumPages)
  /// Which rows there are; needed only for taking them away in the end.
  private let present = Mutex<[Bool]>([])

  init() {}

  deinit {
    for (row, isPresent) in present.withLock({ $0 }).enumerated() where isPresent {
      unsafe pointer(row)?.deinitialize(count: 1)
    }
    for page in 0..<pages.count { unsafe pages.load(page)?.deallocate() }
    pages.deallocate()
  }

  @inline(__always)
  private func pointer(_ row: Int) -> UnsafeMutablePointer<SeriesRow>? {
    let place = PagePlace(row)
    guard let page = unsafe pages.load(place.page) else { return nil }
    return unsafe page.assumingMemoryBound(to: SeriesRow.self) + place.offset
  }

  /// Whether the row is that of `fingerprint`.
  @inline(__always)
  func row(_ row: Int, is fingerprint: AttributeFingerprint) -> Bool {
    unsafe pointer(row)?.pointee.fingerprint == fingerprint
  }

  /// The row whose cells are written for `row`.
  @inline(__always)
  func target(of row: Int) -> Int {
    unsafe pointer(row)?.pointee.target ?? row
  }

  func fingerprint(of row: Int) -> AttributeFingerprint {
    unsafe pointer(row)?.pointee.fingerprint ?? AttributeFingerprint()
  }

  /// What is exported of a row that is known to be there, and goes on being there meanwhile.
  @inline(__always)
  func identity(of row: Int) -> (attributes: Unmanaged<AttributeSet.Storage>, start: Timestamp)? {
    guard let pointer = unsafe pointer(row) else { return nil }
    return unsafe (Unmanaged.passUnretained(pointer.pointee.attributes.storage), pointer.pointee.start)
  }

  // MARK: Under the lock

  /// Nil only for a row that was never added.
  func attributes(of row: Int) -> AttributeSet? {
    unsafe pointer(row)?.pointee.attributes
  }

  func add(_ value: SeriesRow, at row: Int) {
    let place = PagePlace(row)
    if unsafe pages.load(place.page) == nil {
      let capacity = PagePlace.capacity(ofPage: place.page)
      let page = UnsafeMutablePointer<SeriesRow>.allocate(capacity: capacity)
      unsafe pages.store(UnsafeMutableRawPointer(page), at: place.page)
    }
    present.withLock { present in
      while present.count <= row { present.append(false) }
      present[row] = true
    }
    unsafe pointer(row)?.initialize(to: value)
  }

  func remove(_ row: Int) {
    present.withLock { $0[row] = false }
    unsafe pointer(row)?.deinitialize(count: 1)
  }
}
