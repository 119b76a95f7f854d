import Synchronization

/// The series of one stream, and the memory its measurements go to.
///
/// Whoever records a series that is there takes no lock and waits for nobody: it finds the row, adds to its thread's
/// cell, and is done. A new series is made under the lock. Collectors turn the page of ``CollectionPhase`` and read
/// what was written before.
final class SeriesStorage: Sendable {
  /// What may be chosen about a storage.
  struct Options: Sendable {
    /// The metric, for diagnostics.
    var name: String
    /// Its meter, for the same.
    var meter: String
    /// How many series there may be, the overflow series not counted.
    var limit: Int
    /// What a view keeps of the attributes; nil for all.
    var filter: AttributeFilter?
    /// Nil when exemplars are off.
    var exemplars: ExemplarStore?
  }

  let kind: CellKind
  let options: Options
  let phase: CollectionPhase
  let clock: any TelemetryClock
  let diagnostics: Diagnostics
  let cells: CellMemory
  let rows = SeriesRows()
  let index: SeriesIndex
  let table = Mutex(SeriesTable())

  init(
    _ kind: CellKind,
    options: Options,
    phase: CollectionPhase,
    clock: any TelemetryClock,
    diagnostics: Diagnostics
  ) {
    self.kind = kind
    self.options = options
    self.phase = phase
    self.clock = clock
    self.diagnostics = diagnostics
    cells = CellMemory(stride: kind.stride)
    index = SeriesIndex(rows: rows)
    table.withLock { makeOverflowRow(&$0) }
  }

  deinit {
    guard kind.ownsMemory else { return }
    unsafe cells.forEachCell { cell in
      unsafe cell.assumingMemoryBound(to: ExponentialCell.self).pointee.deallocate()
    }
  }

  /// Adds a measurement to the series of `fingerprint`; false when there is none yet.
  @inline(__always)
  func record(_ bits: UInt64, _ fingerprint: AttributeFingerprint, by slot: ThreadSlot.Pointer) -> Bool {
    let entered = unsafe slot.pointee.enter()
    guard let row = index.find(fingerprint) else {
      unsafe slot.pointee.leave(entered)
      return false
    }
    unsafe write(bits, at: PagePlace(rows.target(of: row)), by: slot)
    unsafe slot.pointee.leave(entered)
    return true
  }

  /// Adds a measurement to a row that is held by ``pin(_:)``; `offset` bytes into the page of its cells.
  @inline(__always)
  func record(_ bits: UInt64, at offset: Int, onPage page: Int, by slot: ThreadSlot.Pointer) {
    let entered = unsafe slot.pointee.enter()
    let thread = kind.isShared ? CellMemory.shared : unsafe slot.pointee.index
    unsafe kind.add(bits, to: cells.cell(at: offset, onPage: page, of: thread, phase: openPage))
    unsafe slot.pointee.leave(entered)
  }

  @inline(__always)
  private func write(_ bits: UInt64, at place: PagePlace, by slot: ThreadSlot.Pointer) {
    unsafe kind.add(bits, to: cell(at: place, by: slot))
  }

  /// The cell to write to; good until the slot is left.
  @inline(__always)
  func cell(at place: PagePlace, by slot: ThreadSlot.Pointer) -> UnsafeMutableRawPointer {
    let thread = kind.isShared ? CellMemory.shared : unsafe slot.pointee.index
    return unsafe cells.cell(at: place, of: thread, phase: openPage)
  }

  /// The page to write to.
  ///
  /// Last values have one page only: on two, a value set on the one by a slow thread would be taken for newer than what
  /// others set on the other after it.
  @inline(__always)
  private var openPage: Int { kind.isShared ? 0 : phase.current }

  /// Adds a measurement to a series that may have to be made, or by a thread that has no slot.
  @inline(never)
  func record(_ bits: UInt64, newSeriesOf attributes: AttributeSet, by slot: ThreadSlot.Pointer?) {
    let (row, entered, mustTell) = table.withLock { table in
      let row = findOrMake(attributes, &table)
      // Entered under the lock, so that nobody can end the series in between.
      let entered = unsafe slot?.pointee.enter()
      if entered == nil { writeShared(bits, at: PagePlace(row)) }
      return (row, entered, table.mustTellOverflow())
    }
    if let slot = unsafe slot, let entered {
      unsafe write(bits, at: PagePlace(row), by: slot)
      unsafe slot.pointee.leave(entered)
    }
    if mustTell { reportOverflow() }
  }

  /// For a thread without a slot, to a row that is held.
  @inline(never)
  func recordUnderLock(_ bits: UInt64, at place: PagePlace) {
    table.withLock { _ in writeShared(bits, at: place) }
  }

  /// Under the lock, which is what keeps threads without a slot apart.
  private func writeShared(_ bits: UInt64, at place: PagePlace) {
    unsafe kind.add(bits, to: cells.cell(at: place, of: CellMemory.shared, phase: openPage))
  }
}
