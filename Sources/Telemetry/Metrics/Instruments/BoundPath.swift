import Synchronization

/// The shortest way from a bound instrument to its thread's cell: addresses that never change, and nothing to call.
///
/// It is for sums and histograms of one stream, while no measurement can become an exemplar; whatever else there may be
/// to do is left to the long way. Everything it points to belongs to objects that the bound series holds.
@safe struct BoundPath: Sendable {
  private nonisolated(unsafe) let isOn: UnsafePointer<SwitchWords.Word>
  private nonisolated(unsafe) let armed: UnsafePointer<Atomic<Int>>
  private nonisolated(unsafe) let phase: UnsafePointer<Atomic<Int>>
  private let cells: CellMemory.Directory
  private let page: Int
  private let offset: Int
  private let leastWhole: Int64
  private let leastFloating: Double
  private let blocks: BucketSearch.Blocks

  /// A way that is never taken unless it is the instrument's.
  init(_ core: InstrumentCore, _ storage: SeriesStorage, page: Int, offset: Int) {
    unsafe isOn =
      core.storages.count == 1 && storage.kind.hasShortWay ? core.meter.pointer : MeterSwitch.off.pointer
    unsafe armed = core.armed
    unsafe phase = storage.phase.pointer
    cells = storage.cells.directory
    self.page = page
    self.offset = offset
    let takesNegative = core.descriptor.kind.takesNegative
    blocks = storage.kind.blocks
    leastWhole = takesNegative ? .min : 0
    leastFloating = takesNegative ? -.greatestFiniteMagnitude : 0
  }

  /// Adds an amount; false when nothing was added, because something is not as it nearly always is.
  @inline(__always)
  func add(whole amount: Int64) -> Bool {
    guard amount >= leastWhole else { return false }
    return unsafe withCell { unsafe $0.assumingMemoryBound(to: SumCell.self).pointee.addWhole(amount.bits) }
  }

  /// Adds an amount; false when nothing was added, because something is not as it nearly always is.
  @inline(__always)
  func add(floating amount: Double) -> Bool {
    // False for what is not a number, too.
    guard amount >= leastFloating, amount <= .greatestFiniteMagnitude else { return false }
    return unsafe withCell {
      unsafe $0.assumingMemoryBound(to: SumCell.self).pointee.addFloating(amount.bits)
    }
  }

  /// Counts a value; false when it was not counted, because something is not as it nearly always is.
  @inline(__always)
  func record(_ value: Double) -> Bool {
    guard value >= leastFloating, value <= .greatestFiniteMagnitude else { return false }
    return unsafe withCell { cell in
      unsafe HistogramCell.record(value, bucket: blocks.bucket(of: value), at: cell)
    }
  }

  @inline(__always)
  private func withCell(_ body: (UnsafeMutableRawPointer) -> Void) -> Bool {
    guard unsafe isOn.pointee.isOn.load(ordering: .relaxed) else { return false }
    guard unsafe armed.pointee.load(ordering: .relaxed) == 0, let slot = unsafe ThreadSlots.known else {
      return false
    }
    let entered = unsafe slot.pointee.enterUnfenced()
    defer { unsafe slot.pointee.leave(entered) }
    let phase = unsafe phase.pointee.load(ordering: .acquiring)
    guard let cells = unsafe cells.page(page, of: slot.pointee.index, phase: phase) else { return false }
    unsafe body(cells + offset)
    return true
  }
}
