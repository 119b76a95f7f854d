/// A series of an instrument that is kept as long as this object lives, with its look-up already done (M-44).
@usableFromInline package final class BoundSeries: Sendable {
  private struct Part {
    let storage: SeriesStorage
    let row: Int
    let place: PagePlace

    init(_ storage: SeriesStorage, _ attributes: AttributeSet) {
      self.storage = storage
      row = storage.pin(attributes)
      place = PagePlace(row)
    }
  }

  @usableFromInline let core: InstrumentCore
  private let attributes: AttributeSet
  private let single: SeriesStorage?
  private let place: PagePlace
  private let parts: [Part]

  @usableFromInline
  init(_ core: InstrumentCore, _ attributes: AttributeSet) {
    self.core = core
    self.attributes = attributes
    parts = core.storages.map { Part($0, attributes) }
    single = parts.count == 1 ? parts[0].storage : nil
    place = parts.first?.place ?? PagePlace(0)
  }

  deinit {
    for part in parts { part.storage.unpin(part.row) }
  }

  @usableFromInline
  func record(_ bits: UInt64) {
    guard core.accepts(bits) else { return core.refuse(bits) }
    if let single, let slot = unsafe ThreadSlots.current {
      unsafe single.record(bits, at: place, by: slot)
    } else {
      recordInAll(bits)
    }
    if let exemplars = core.exemplars, exemplars.isArmed { core.offer(bits, attributes, exemplars) }
  }

  @inline(never)
  private func recordInAll(_ bits: UInt64) {
    let slot = unsafe ThreadSlots.current
    for part in parts {
      if let slot = unsafe slot {
        unsafe part.storage.record(bits, at: part.place, by: slot)
      } else {
        part.storage.recordUnderLock(bits, at: part.place)
      }
    }
  }
}
