/// A series of an instrument that is kept as long as this object lives, with its look-up already done (M-44).
@safe @usableFromInline package final class BoundSeries: Sendable {
  private struct Part {
    let storage: SeriesStorage
    let row: Int
    let page: Int
    /// How many bytes into its page the cell begins.
    let offset: Int

    init(_ storage: SeriesStorage, _ attributes: AttributeSet) {
      self.storage = storage
      row = storage.pin(attributes)
      let place = PagePlace(row)
      page = place.page
      offset = place.offset * storage.kind.stride
    }
  }

  @usableFromInline let core: InstrumentCore
  private let attributes: AttributeSet
  /// The only storage, as nearly always; not counted as a reference, since the parts hold it.
  private let single: Unmanaged<SeriesStorage>?
  private let page: Int
  private let offset: Int
  private let parts: [Part]
  private let path: BoundPath?

  @usableFromInline
  init(_ core: InstrumentCore, _ attributes: AttributeSet) {
    self.core = core
    self.attributes = attributes
    parts = core.storages.map { Part($0, attributes) }
    unsafe single = parts.count == 1 ? Unmanaged.passUnretained(parts[0].storage) : nil
    page = parts.first?.page ?? 0
    offset = parts.first?.offset ?? 0
    path = parts.first.map { BoundPath(core, $0.storage, page: $0.page, offset: $0.offset) }
  }

  deinit {
    for part in parts { part.storage.unpin(part.row) }
  }

  /// Adds to a counter of whole numbers.
  @usableFromInline
  func add(whole amount: Int64) {
    if let path, path.add(whole: amount) { return }
    record(amount.bits)
  }

  /// Adds to a counter of floating-point numbers.
  @usableFromInline
  func add(floating amount: Double) {
    if let path, path.add(floating: amount) { return }
    record(amount.bits)
  }

  /// Counts in a histogram, whose instrument takes these `bits`.
  @usableFromInline
  func record(_ value: Double, _ bits: UInt64) {
    if let path, path.record(value) { return }
    record(bits)
  }

  @usableFromInline
  func record(_ bits: UInt64) {
    guard core.accepts(bits) else { return core.refuse(bits) }
    if let single = unsafe single, let slot = unsafe ThreadSlots.current {
      unsafe single._withUnsafeGuaranteedRef { unsafe $0.record(bits, at: offset, onPage: page, by: slot) }
    } else {
      recordInAll(bits)
    }
    if core.isArmed { core.offer(bits, attributes) }
  }

  @inline(never)
  private func recordInAll(_ bits: UInt64) {
    let slot = unsafe ThreadSlots.current
    for part in parts {
      if let slot = unsafe slot {
        unsafe part.storage.record(bits, at: part.offset, onPage: part.page, by: slot)
      } else {
        part.storage.recordUnderLock(bits, at: PagePlace(part.row))
      }
    }
  }
}
