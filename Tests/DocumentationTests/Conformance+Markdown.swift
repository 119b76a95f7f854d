extension Conformance {
  /// docs/conformance.md.
  var markdown: String {
    """
    # Conformance

    Which requirements of the OpenTelemetry specification, version 1.60, are shown to be met, and by which tests. Written
    by `make readme` from [requirements.md](requirements.md), [deliberately-not.md](deliberately-not.md) and the ids that
    tests cite in their names and comments; a test fails when this page is not up to date. *Open* means that no test
    shows it, whether or not it holds.

    \(totals)

    """ + headings.map { "\n" + section($0) + "\n" }.joined()
  }

  /// In the order of the requirements.
  private var headings: [String] {
    requirements.map(\.heading).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  private var totals: String {
    let head = """
      | Area | `MUST` shown | `SHOULD` shown | Others shown | Deliberately not | `MUST` and `SHOULD` open |
      |---|---|---|---|---|---|
      """
    let rows = headings.map { heading in
      counts(heading, of: requirements.filter { $0.heading == heading })
    }
    return ([head] + rows + [counts("**All**", of: requirements)]).joined(separator: "\n")
  }

  private func counts(_ title: String, of rows: [Requirement]) -> String {
    func shown(_ isCounted: (Requirement) -> Bool) -> String {
      let counted = rows.filter { isCounted($0) && excuses[$0.id] == nil }
      return counted.isEmpty ? "–" : "\(counted.count { tests[$0.id] != nil }) of \(counted.count)"
    }
    let cells = [
      title, shown { $0.level == .must }, shown { $0.level == .should }, shown { !$0.isAskedFor },
      "\(rows.count { excuses[$0.id] != nil })", "\(gaps(in: rows.map(\.area)).count { rows.contains($0) })",
    ]
    return row(cells)
  }

  private func section(_ heading: String) -> String {
    let head = """
      ## \(heading)

      | Id | Level | Requirement | Shown by |
      |---|---|---|---|
      """
    let rows = requirements.filter { $0.heading == heading }.map { requirement in
      row([
        requirement.id, requirement.level.rawValue + (requirement.isInDevelopment ? " [D]" : ""),
        requirement.text, description(of: standing(of: requirement)),
      ])
    }
    return ([head] + rows).joined(separator: "\n")
  }

  private func description(of standing: Standing) -> String {
    switch standing {
    case .shown(let tests): tests.map { "`\($0)`" }.joined(separator: ", ")
    case .excused(let reason): "Deliberately not: \(reason)"
    case .open: "*open*"
    }
  }

  private func row(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |"
  }
}
