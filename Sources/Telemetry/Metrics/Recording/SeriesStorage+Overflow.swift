import Synchronization

extension SeriesStorage {
  /// Tells, once per instrument, that there are more series than the limit allows, and which attribute makes them many.
  @inline(never)
  func reportOverflow() {
    let series = table.withLock { table in
      table.states.indices.filter { table.states[$0] == .live && $0 != SeriesTable.overflowRow }.compactMap {
        rows.attributes(of: $0)
      }
    }
    // Another meter may have an instrument of the same name.
    diagnostics.reportOnce(
      "overflow:\(options.name) of \(options.meter)",
      countedAs: "overflow:\(options.name)",
      Diagnostic(
        .warning,
        "\(options.name): more than \(options.limit) attribute sets; further ones are recorded under"
          + " \(Self.overflowAttributes)" + Self.explanation(series)
      )
    )
  }

  /// The attribute with the most different values, if any explains the number of series.
  static func explanation(_ series: some Sequence<AttributeSet>) -> String {
    var values: [String: Set<AttributeValue>] = [:]
    for attributes in series {
      for entry in attributes { values[entry.key, default: []].insert(entry.value) }
    }
    let most = values.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }
    guard let most, most.value.count > 1 else { return "" }
    return "; '\(most.key)' alone has \(most.value.count) different values"
  }
}
