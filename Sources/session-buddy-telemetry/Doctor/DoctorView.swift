import CollectorCheck


/// The stages as an operator reads them: a word on each, what was seen, and how to mend it.
struct DoctorView {
  /// Where the text of a stage begins.
  private static let margin = 21

  private let width: Int
  private let usesColour: Bool

  init() {
    let terminal = Terminal()
    // Longer lines are hard to read, shorter ones have no room.
    width = min(max(terminal?.size.width ?? 80, 60), 100)
    usesColour = terminal?.usesColour ?? false
  }

  func title(_ collector: String) {
    write(Line("The way to \(collector)", .strong))
    write(Line())
  }

  func show(_ stage: CheckStage) {
    var line = Line("  ")
    line.add(stage.outcome.rawValue, stage.outcome.style, in: 9)
    line.add(stage.name.rawValue, stage.outcome == .skipped ? .faint : .strong, in: 10)
    paragraph(stage.summary, stage.outcome == .skipped ? .faint : .plain, after: line)
    for detail in stage.details { paragraph(detail, .faint, after: Line()) }
    if let hint = stage.hint { paragraph("-> \(hint)", .accent, after: Line(), indent: 3) }
  }

  func end(_ report: CheckReport) {
    write(Line())
    for note in report.notes {
      var line = Line("  ")
      line.add("note", .faint, in: 9)
      paragraph(note, .faint, after: line, margin: 11)
    }
    write(Line())
    let failed = report.stages.filter { $0.outcome == .failed }.map(\.name.rawValue)
    let warnings = report.stages.filter { $0.outcome == .warning }.count
    if let first = failed.first {
      write(Line("Nothing can be delivered as long as \(first) fails.", .bad))
    } else if warnings > 0 {
      write(Line("Telemetry arrives, with \(Figures.items(warnings, "warning")).", .good))
    } else {
      write(Line("All is well: telemetry arrives.", .good))
    }
  }

  /// Writes `text` after `start`, broken at spaces, every line behind the margin.
  private func paragraph(
    _ text: String, _ style: Line.Style, after start: Line, margin: Int = Self.margin, indent: Int = 0
  ) {
    var line = start
    line.fill(to: margin)
    for (index, part) in text.broken(to: width - margin, indent: indent).enumerated() {
      if index > 0 { line.fill(to: margin + indent) }
      line.add(part, style)
      write(line)
      line = Line()
    }
  }

  private func write(_ line: Line) {
    Console.line(line.text(withColour: usesColour))
  }
}

extension CheckStage.Outcome {
  fileprivate var style: Line.Style {
    switch self {
    case .ok: .good
    case .warning: .accent
    case .failed: .bad
    case .skipped: .faint
    }
  }
}

extension String {
  /// The text in lines of at most `columns`, all but the first `indent` shorter; only a word that is longer than a
  /// line is longer.
  package func broken(to columns: Int, indent: Int = 0) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in split(separator: " ") {
      let room = lines.isEmpty ? columns : columns - indent
      if !line.isEmpty, line.count + 1 + word.count > room {
        lines.append(line)
        line = String(word)
      } else {
        line += (line.isEmpty ? "" : " ") + word
      }
    }
    return lines + [line]
  }
}
