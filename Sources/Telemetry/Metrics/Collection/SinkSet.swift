import Synchronization

/// What all readers of one stream are owed, and what is under way with its rows.
///
/// Whatever is drained from a cell goes to every sink at once, so each reader gets exactly what was recorded, whenever
/// the others collect.
struct SinkSet<Total: SeriesTotal> {
  let form: Total.Form
  private var sinks: [Sink<Total>]
  private let idleTimeout: Duration
  /// When something was last drained from a row, in nanoseconds of the monotonic clock.
  private var lastActive: [UInt64] = []
  /// Rows condemned before the page was turned: afterwards nobody can write to them.
  private var settling: [Int] = []
  private var retired: [SeriesIndex.Retired] = []
  /// The sinks that have still to show a finished row a last time.
  private var finals: [Int: Set<Int>] = [:]

  init(
    _ form: Total.Form,
    _ audience: [StreamPlan.Audience],
    _ plan: StreamPlan,
    _ created: Timestamp,
    _ idleTimeout: Duration
  ) {
    self.form = form
    self.idleTimeout = idleTimeout
    sinks = audience.map { one in
      Sink(
        reader: one.reader,
        temporality: one.temporality,
        header: plan.aggregation.header(plan.name, plan.description, plan.unit, one.temporality),
        created: created
      )
    }
  }

  mutating func describe(as description: String) {
    for index in sinks.indices { sinks[index].header.description = description }
  }

  // MARK: Before the page is turned

  mutating func prepare(_ storage: SeriesStorage, _ late: LateThreads, _ time: CollectionTime) {
    if !late.slots.isEmpty {
      let rowCount = grow(storage, time)
      for thread in late.slots { drainCells(of: thread, storage, late.page, rowCount, time) }
    }
    storage.table.withLock { table in
      settling = Array(table.condemned.keys)
      retired.append(contentsOf: table.retired)
      table.retired = []
      for row in table.finished { finals[row] = Set(sinks.indices) }
      table.finished.removeAll()
    }
  }

  /// Makes room for all series there are; returns how many.
  private mutating func grow(_ storage: SeriesStorage, _ time: CollectionTime) -> Int {
    let rowCount = storage.table.withLock { $0.rowCount }
    while lastActive.count < rowCount { lastActive.append(time.instant.nanoseconds) }
    for index in sinks.indices { sinks[index].grow(to: rowCount) }
    return rowCount
  }

  // MARK: After it

  @inline(__always)
  mutating func drain(
    _ storage: SeriesStorage,
    _ closed: Int,
    _ stragglers: GracePeriod.Stragglers,
    _ time: CollectionTime
  ) {
    let rowCount = grow(storage, time)
    for thread in 0..<ThreadSlot.maximumCount where !stragglers.contains(thread) {
      drainCells(of: thread, storage, closed, rowCount, time)
    }
    if storage.kind.isShared {
      drainCells(of: CellMemory.shared, storage, 0, rowCount, time)
    } else {
      storage.table.withLock { _ in drainCells(of: CellMemory.shared, storage, closed, rowCount, time) }
    }
    drainExemplars(storage)
    if stragglers.isEmpty {
      settle(storage, closed, time)
      retired = []
    } else {
      settling = []
    }
    condemnIdle(storage, time)
  }

  @inline(__always)
  private mutating func drainCells(
    of thread: Int,
    _ storage: SeriesStorage,
    _ phase: Int,
    _ rowCount: Int,
    _ time: CollectionTime
  ) {
    let stride = storage.cells.stride
    unsafe storage.cells.forEachRun(of: thread, phase: phase, rowCount: rowCount) { first, cells, count in
      for offset in 0..<count { unsafe drainCell(cells + offset &* stride, first &+ offset, time) }
    }
  }

  @inline(__always)
  private mutating func drainCell(_ cell: UnsafeMutableRawPointer, _ row: Int, _ time: CollectionTime) {
    let form = form
    let isTouched = unsafe Total.drain(cell, form) { amount in
      for index in sinks.indices { sinks[index].add(amount, to: row, form) }
    }
    if isTouched { lastActive[row] = time.instant.nanoseconds }
  }

  private mutating func drainExemplars(_ storage: SeriesStorage) {
    guard let collected = storage.options.exemplars?.collect(), !collected.isEmpty else { return }
    for (fingerprint, exemplars) in collected {
      guard let row = storage.table.withLock({ storage.row(of: fingerprint, $0) }), row < lastActive.count
      else {
        continue
      }
      for index in sinks.indices { sinks[index].add(exemplars, to: row) }
    }
  }

  /// Takes what was still written to condemned rows, and lets go of those that have nothing left to show.
  ///
  /// Row by row under the lock, so that whoever makes a new series waits for one row at most.
  private mutating func settle(_ storage: SeriesStorage, _ closed: Int, _ time: CollectionTime) {
    settling = settling.filter { row in
      storage.table.withLock { table in
        // Those of `finished` were condemned again after the page was turned: somebody may still write to them.
        guard let sentence = table.condemned[row], !table.finished.contains(row) else { return false }
        drainLate(row, storage, 1 - closed, time)
        switch sentence {
        case .finished: return true
        case .alias: storage.release(row, &table)
        case .reclaimed: reclaim(row, storage, &table, time)
        }
        return false
      }
    }
  }

  /// Takes what recorders that had found a row before it was condemned wrote to the page that is now open.
  private mutating func drainLate(_ row: Int, _ storage: SeriesStorage, _ open: Int, _ time: CollectionTime) {
    // What all threads write to stands on one page, which was drained just now.
    if storage.kind.isShared { return }
    let place = PagePlace(row)
    for thread in 0..<storage.cells.threadCount {
      guard let cell = unsafe storage.cells.cellIfMade(at: place, of: thread, phase: open) else { continue }
      unsafe drainCell(cell, row, time)
    }
  }

  /// Lets an idle series go, its total to the overflow series; one that is not idle after all goes on.
  private mutating func reclaim(
    _ row: Int,
    _ storage: SeriesStorage,
    _ table: inout SeriesTable,
    _ time: CollectionTime
  ) {
    if lastActive[row] == time.instant.nanoseconds {
      return storage.relink(row, storage.rows.fingerprint(of: row), &table)
    }
    for index in sinks.indices {
      // The last value of one series says nothing about another.
      if !storage.kind.isShared { sinks[index].move(row, to: SeriesTable.overflowRow, form) }
      sinks[index].reset(row, restart: nil)
    }
    storage.release(row, &table)
  }

  /// Makes room: for what is only needed while it changes, whatever did not; else for what was refused, what is idle.
  private mutating func condemnIdle(_ storage: SeriesStorage, _ time: CollectionTime) {
    let isDelta = sinks.allSatisfy { $0.temporality == .delta }
    storage.table.withLock { table in
      if !table.finishedWhilePinned.isEmpty { forgetEnds(&table, time) }
      guard isDelta || table.isOverflowing else { return }
      let patience = isDelta ? 0 : UInt64(clamping: idleTimeout.wholeNanoseconds)
      var gone: Set<Int> = []
      for row in 1..<max(table.rowCount, 1) where row < lastActive.count && table.states[row] == .live {
        let idle = time.instant.nanoseconds &- lastActive[row]
        guard idle >= max(patience, 1), table.pins[row] == nil else { continue }
        if isDelta, !sinks.allSatisfy({ $0.isEmpty(row) }) { continue }
        storage.condemn(row, .reclaimed, &table)
        gone.insert(row)
      }
      if !gone.isEmpty {
        storage.condemnAliases(&table) { gone.contains($0) }
        table.isOverflowing = false
      }
    }
  }

  /// Series that a bound instrument recorded again after their end was shown have begun anew.
  private func forgetEnds(_ table: inout SeriesTable, _ time: CollectionTime) {
    table.finishedWhilePinned = table.finishedWhilePinned.filter { row in
      finals[row] != nil || table.finished.contains(row) || lastActive[row] != time.instant.nanoseconds
    }
  }

  // MARK: Showing

  @inline(__always)
  mutating func show<Visitor: MetricVisitor & ~Copyable>(
    to reader: Int,
    _ storage: SeriesStorage,
    _ time: CollectionTime,
    _ visitor: inout Visitor
  ) {
    guard let index = sinks.firstIndex(where: { $0.reader == reader }) else { return }
    sinks[index].show(storage.rows, at: time.now, form, to: &visitor)
    if !finals.isEmpty { endFinished(of: index, storage, time) }
  }

  /// Forgets the finished rows that this sink has just shown a last time, and lets go of those that all have.
  private mutating func endFinished(of sink: Int, _ storage: SeriesStorage, _ time: CollectionTime) {
    storage.table.withLock { table in
      for (row, pending) in finals where pending.contains(sink) {
        guard table.condemned[row] == .finished || table.pins[row] != nil, !table.finished.contains(row)
        else {
          // Recorded again meanwhile: it goes on.
          finals[row] = nil
          continue
        }
        sinks[sink].reset(row, restart: time.now)
        finals[row]?.remove(sink)
      }
      for (row, pending) in finals where pending.isEmpty {
        if table.condemned[row] == .finished {
          guard settling.contains(row), !table.finished.contains(row) else { continue }
          for index in sinks.indices { sinks[index].reset(row, restart: nil) }
          storage.release(row, &table)
        }
        finals[row] = nil
      }
    }
  }
}
