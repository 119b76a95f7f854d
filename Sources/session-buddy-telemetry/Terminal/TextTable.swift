/// Rows of text in columns as wide as their longest cell.
package struct TextTable {
  package let text: String

  package init(_ heading: [String], _ rows: [[String]]) {
    let all = [heading] + rows
    let widths = heading.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    let lines = all.map { row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        // Nothing follows the last cell that it would have to make room for.
        column == widths.count - 1 ? cell.0 : cell.0.fitted(to: cell.1)
      }
      return cells.joined(separator: "  ")
    }
    text = lines.joined(separator: "\n")
  }
}
