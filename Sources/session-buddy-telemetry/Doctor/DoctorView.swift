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

  func title(_ collector: String?) {
    write(Line("The way to \(collector ?? "the collector")", .strong))
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
    write(verdict(report))
  }

  private func verdict(_ report: CheckReport) -> Line {
    let warnings = report.stages.filter { $0.outcome == .warning }.count
    return switch report.stages.first(where: { $0.outcome == .failed })?.name {
    case .size: Line("Telemetry arrives, but requests as large as they may get do not.", .bad)
    case .export: Line("Not everything can be delivered as long as export fails.", .bad)
    case let name?: Line("Nothing can be delivered as long as \(name.rawValue) fails.", .bad)
    case nil where warnings > 0: Line("The way is free, with \(Figures.items(warnings, "warning")).", .good)
    case nil: Line("All is well: telemetry arrives.", .good)
    }
  }

  /// Writes `text` after `start`, broken at spaces, every line behind the margin.
  private func paragraph(
    _ text: String, _ style: Line.Style, after start: Line, margin: Int = Self.margin, indent: Int = 0
  ) {
    var line = start
    line.fill(to: margin, .plain)
    for (index, part) in text.broken(to: width - margin, indent: indent).enumerated() {
      if index > 0 { line.fill(to: margin + indent, .plain) }
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
