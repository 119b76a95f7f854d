/// Which rows of a stream are in use and what becomes of them; guarded by the storage's lock.
struct SeriesTable {
  enum RowState: UInt8 {
    case free
    case live
    /// Leads to the series of the attributes a view keeps; has no cells.
    case alias
    /// Not found any more; recorders that found it before may still write to it.
    case condemned
  }

  /// Why a row was condemned.
  enum Sentence {
    /// The program says its subject is gone: shown a last time.
    case finished
    /// Idle, and others need the room: its total goes to the overflow series.
    case reclaimed
    /// Leads to a series that is gone, or makes room.
    case alias
  }

  /// The series of everything beyond the limit. It is there from the start, and not counted (M-89, Z-05).
  static let overflowRow = 0

  var occupancy = SeriesIndex.Occupancy()
  var states: [RowState] = []
  var freeRows: [Int] = []
  /// Series that count against the limit.
  var liveCount = 0
  var aliasCount = 0
  /// Those that can still be found.
  var linkedAliasCount = 0
  /// How many bound instruments hold a row.
  var pins: [Int: Int] = [:]
  var condemned: [Int: Sentence] = [:]
  /// The condemned series by their attributes, to let them go on when they are recorded again.
  var ending: [AttributeFingerprint: Int] = [:]
  /// Rows the program finished since the last collection.
  var finished: Set<Int> = []
  /// Those that a bound instrument held: they end when it is gone, unless something is recorded after the end was shown.
  var finishedWhilePinned: Set<Int> = []
  var retired: [SeriesIndex.Retired] = []
  /// Whether a series was refused since the last time there was room.
  var isOverflowing = false
  /// Whether it was told already that there are too many series.
  var hasToldOverflow = false

  var rowCount: Int { states.count }

  /// Whether it is now to be told that there are too many series; true once.
  mutating func mustTellOverflow() -> Bool {
    guard isOverflowing, !hasToldOverflow else { return false }
    hasToldOverflow = true
    return true
  }

  /// A row nobody uses.
  mutating func takeRow(as state: RowState) -> Int {
    if let row = freeRows.popLast() {
      states[row] = state
      return row
    }
    states.append(state)
    return states.count - 1
  }
}
