import Synchronization

// How series come and go. Everything here happens under the storage's lock.

extension SeriesStorage {
  /// The series that takes what exceeds the limit (M-89).
  static let overflowAttributes: AttributeSet = ["otel.metric.overflow": true]

  func makeOverflowRow(_ table: inout SeriesTable) {
    makeRow(Self.overflowAttributes, Self.overflowAttributes.fingerprint, as: .live, target: nil, &table)
  }

  /// The row of a series, also of one that is about to end.
  func row(of fingerprint: AttributeFingerprint, _ table: borrowing SeriesTable) -> Int? {
    index.find(fingerprint) ?? table.ending[fingerprint]
  }

  /// The row to write to for `attributes`, made if there is room, else that of the overflow series.
  func findOrMake(_ attributes: AttributeSet, _ table: inout SeriesTable) -> Int {
    if let row = index.find(attributes.fingerprint) { return rows.target(of: row) }
    if let row = revive(attributes.fingerprint, &table) { return row }
    guard let filter = options.filter else { return makeSeries(attributes, &table) }
    let kept = filter.apply(to: attributes)
    if kept.fingerprint == attributes.fingerprint { return makeSeries(attributes, &table) }
    let target =
      index.find(kept.fingerprint) ?? revive(kept.fingerprint, &table) ?? makeSeries(kept, &table)
    // What overflows must find its own series again as soon as there is room.
    if target != SeriesTable.overflowRow { makeAlias(attributes.fingerprint, of: target, &table) }
    return target
  }

  private func makeSeries(_ attributes: AttributeSet, _ table: inout SeriesTable) -> Int {
    guard table.liveCount < options.limit else {
      table.isOverflowing = true
      return SeriesTable.overflowRow
    }
    table.liveCount += 1
    return makeRow(attributes, attributes.fingerprint, as: .live, target: nil, &table)
  }

  /// Remembers the way from all attributes to those that are kept, for as many sets as there may be series, fourfold.
  private func makeAlias(_ fingerprint: AttributeFingerprint, of target: Int, _ table: inout SeriesTable) {
    guard table.aliasCount < max(options.limit, 16) * 4 else {
      condemnAliases(&table) { _ in true }
      return
    }
    table.aliasCount += 1
    table.linkedAliasCount += 1
    makeRow(.empty, fingerprint, as: .alias, target: target, &table)
  }

  @discardableResult
  private func makeRow(
    _ attributes: AttributeSet,
    _ fingerprint: AttributeFingerprint,
    as state: SeriesTable.RowState,
    target: Int?,
    _ table: inout SeriesTable
  ) -> Int {
    let row = table.takeRow(as: state)
    if kind.isShared, target == nil { cells.makeSharedCell(at: PagePlace(row)) }
    rows.add(
      SeriesRow(
        fingerprint: fingerprint,
        attributes: attributes,
        start: clock.now,
        target: target ?? row
      ),
      at: row
    )
    link(row, fingerprint, &table)
    return row
  }

  private func link(_ row: Int, _ fingerprint: AttributeFingerprint, _ table: inout SeriesTable) {
    let retired = index.insert(row, of: table.rowCount, fingerprint, occupancy: &table.occupancy)
    if let retired { table.retired.append(retired) }
  }

  /// Lets a series that was about to end go on, because it is recorded again.
  private func revive(_ fingerprint: AttributeFingerprint, _ table: inout SeriesTable) -> Int? {
    guard let row = table.ending[fingerprint] else { return nil }
    relink(row, fingerprint, &table)
    return row
  }

  /// Takes a sentence back.
  func relink(_ row: Int, _ fingerprint: AttributeFingerprint, _ table: inout SeriesTable) {
    table.ending[fingerprint] = nil
    table.condemned[row] = nil
    table.states[row] = .live
    link(row, fingerprint, &table)
  }

  /// Makes a row unfindable; it is let go when nobody can still write to it.
  func condemn(_ row: Int, _ sentence: SeriesTable.Sentence, _ table: inout SeriesTable) {
    let fingerprint = rows.fingerprint(of: row)
    index.remove(row, fingerprint, occupancy: &table.occupancy)
    if sentence == .alias { table.linkedAliasCount -= 1 } else { table.ending[fingerprint] = row }
    table.states[row] = .condemned
    table.condemned[row] = sentence
  }

  /// Makes the ways to rows that `isGone` unfindable.
  func condemnAliases(_ table: inout SeriesTable, to isGone: (Int) -> Bool) {
    guard table.linkedAliasCount > 0 else { return }
    for row in table.states.indices where table.states[row] == .alias && isGone(rows.target(of: row)) {
      condemn(row, .alias, &table)
    }
  }

  /// Gives back a condemned row that nobody can write to any more and whose cells are empty.
  func release(_ row: Int, _ table: inout SeriesTable) {
    guard let sentence = table.condemned.removeValue(forKey: row) else { return }
    switch sentence {
    case .alias: table.aliasCount -= 1
    case .finished, .reclaimed: table.liveCount -= 1
    }
    let fingerprint = rows.fingerprint(of: row)
    table.ending[fingerprint] = nil
    options.exemplars?.forget(fingerprint)
    rows.remove(row)
    table.states[row] = .free
    table.freeRows.append(row)
  }
}

extension SeriesStorage {
  /// Ends the series of `attributes`; nothing when there is none. Its last value is exported once more.
  func finish(_ attributes: AttributeSet) {
    let attributes = options.filter?.apply(to: attributes) ?? attributes
    table.withLock { table in
      guard let row = index.find(attributes.fingerprint), row != SeriesTable.overflowRow else { return }
      table.finished.insert(row)
      if table.pins[row] == nil {
        end(row, &table)
      } else {
        table.finishedWhilePinned.insert(row)
      }
    }
  }

  private func end(_ row: Int, _ table: inout SeriesTable) {
    condemn(row, .finished, &table)
    condemnAliases(&table) { $0 == row }
  }

  /// The row of `attributes`, kept until ``unpin(_:)`` is called as often (M-44).
  func pin(_ attributes: AttributeSet) -> Int {
    let (row, mustTell) = table.withLock { table in
      let row = findOrMake(attributes, &table)
      table.pins[row, default: 0] += 1
      return (row, table.mustTellOverflow())
    }
    if mustTell { reportOverflow() }
    return row
  }

  func unpin(_ row: Int) {
    table.withLock { table in
      guard let count = table.pins[row] else { return }
      table.pins[row] = count > 1 ? count - 1 : nil
      guard count == 1, table.finishedWhilePinned.remove(row) != nil else { return }
      table.finished.insert(row)
      end(row, &table)
    }
  }
}
